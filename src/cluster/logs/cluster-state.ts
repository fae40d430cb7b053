import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import type { ClusterNode } from '../list.js';
import { type ClusterOptions, cancelOptions } from '../options.js';

/** What is asked of the API server, by the file that the answer goes to. */
const QUERIES: Readonly<Record<string, string>> = {
  'nodes.json': 'nodes',
  'pods.json': 'pods',
  'events.json': 'events',
  'workloads.json': 'deployments.apps,replicasets.apps,daemonsets.apps,statefulsets.apps',
};
const KUBECTL = ['kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', '--request-timeout=10s'];

/**
 * Writes down what the API server knows of nodes, pods, workloads and events: one JSON list each. The control plane
 * that answers first is asked.
 *
 * @param dir existing directory
 * @returns why there are no such files; undefined when there are
 */
export async function collectClusterState(
  nodes: readonly ClusterNode[],
  dir: string,
  options: ClusterOptions,
): Promise<string | undefined> {
  const controlPlanes = nodes.filter(({ role, state }) => role === 'control-plane' && state === 'running');
  if (controlPlanes.length === 0) return 'no control plane is running';
  const kubectl = async (node: string, ...args: string[]) => {
    const limits = { ...cancelOptions(options), maxBuffer: 512 << 20 };
    return (await options.engine.exec(node, [...KUBECTL, ...args], limits)).stdout;
  };
  try {
    const node = await Promise.any(
      controlPlanes.map(({ name }) => kubectl(name, 'get', '--raw=/version').then(() => name)),
    );
    const files = Object.entries(QUERIES).map(async ([file, what]) => {
      const answer = await kubectl(node, 'get', what, '--all-namespaces', '--output=json');
      JSON.parse(answer); // what is no answer is an error here
      await writeFile(join(dir, file), answer);
    });
    await Promise.all(files);
    return undefined;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return reasonOf(error instanceof AggregateError ? error.errors[0] : error);
  }
}

/** The last thing that kubectl said. */
function reasonOf(error: unknown): string {
  const output = error instanceof CommandError ? error.output.trim().split('\n').at(-1) : undefined;
  return output || messageOf(error);
}
