import { type Answer, type ApiServer, askUntil } from './ask-api.js';

/**
 * Waits until a node's kubelet has taken over its Node object, which is there before: then the object says which version
 * the kubelet has.
 *
 * @param api asked as the kubelet itself, who may read its own node
 * @param pause milliseconds between two questions
 * @param deadline milliseconds
 * @throws {Error} with the last answer when it has not by then
 */
export async function waitForRegistration(
  api: ApiServer,
  node: string,
  pause: number,
  deadline: number,
): Promise<void> {
  await askUntil(api, {
    path: `/api/v1/nodes/${node}`,
    pause,
    deadline,
    problem,
    failure: `the kubelet of node "${node}" has not registered it`,
  });
}

function problem({ status, text }: Answer): string | undefined {
  if (status !== 200) return `HTTP ${status}: ${text}`;
  const node = JSON.parse(text) as { status?: { nodeInfo?: { kubeletVersion?: string } } };
  return node.status?.nodeInfo?.kubeletVersion ? undefined : 'the Node object has nothing of it';
}
