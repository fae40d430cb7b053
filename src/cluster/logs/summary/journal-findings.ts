import type { Finding } from './finding.js';

/** The kernel's words, and containerd's, for a process that was killed for want of memory. */
const OUT_OF_MEMORY = /Out of memory: Killed process|Memory cgroup out of memory|invoked oom-killer|TaskOOM/;

/** Processes that were killed for want of memory: how often a log tells of it, and the last time. */
export async function memoryFindings(node: string, file: string, log: AsyncIterable<string>): Promise<Finding[]> {
  let count = 0;
  let last = '';
  for await (const line of log) {
    if (!OUT_OF_MEMORY.test(line)) continue;
    count++;
    last = line;
  }
  if (count === 0) return [];
  const times = count > 1 ? `${count} lines, the last is ` : '';
  return [{ topic: 'memory', text: `${node}: ${times}${short(last)}`, file: `${node}/${file}` }];
}

/** The kubelet's words for a container that it cannot start; its quotes may be escaped. */
const NOT_STARTED = /failed to \\?"StartContainer\\?" for \\?"([^"\\]+)\\?" with (\w+): .* pod="([^"]+)"/;

/** Containers that the kubelet could not start, of its own log: for when the API server cannot tell. */
export async function kubeletFindings(node: string, log: AsyncIterable<string>): Promise<Finding[]> {
  const found = new Map<string, Finding>();
  for await (const line of log) {
    const [, container, reason = '', pod] = NOT_STARTED.exec(line) ?? [];
    if (container === undefined) continue;
    const topic = /Image/.test(reason) ? 'images' : 'pods';
    const text = `${pod}, container ${container}: ${reason}`;
    found.set(`${pod} ${container}`, { topic, text, file: `${node}/kubelet.log` });
  }
  return [...found.values()];
}

interface Container {
  metadata?: { name?: string; attempt?: number };
  state?: string;
  createdAt?: string;
  labels?: Record<string, string>;
}

/**
 * Containers that have ended and were not started again, for when the API server cannot tell.
 *
 * @param text what `crictl ps --all --output=json` prints
 */
export function containerFindings(node: string, text: string): Finding[] {
  const { containers = [] } = JSON.parse(text) as { containers?: Container[] };
  const latest = new Map<string, Container>();
  for (const container of containers) {
    const name = nameOf(container);
    if ((latest.get(name)?.createdAt ?? '') < (container.createdAt ?? '')) latest.set(name, container);
  }
  return [...latest]
    .filter(([, { state }]) => state !== 'CONTAINER_RUNNING')
    .map(([name, { state = '', metadata }]) => {
      const how = state.replace('CONTAINER_', '').toLowerCase();
      return {
        topic: 'pods',
        text: `${name}: ${how}, attempt ${metadata?.attempt ?? 0}`,
        file: `${node}/containers.json`,
      };
    });
}

function nameOf({ labels = {}, metadata }: Container): string {
  const pod = `${labels['io.kubernetes.pod.namespace'] ?? ''}/${labels['io.kubernetes.pod.name'] ?? ''}`;
  return `${pod}, container ${metadata?.name ?? ''}`;
}

function short(line: string): string {
  return line.length > 200 ? `${line.slice(0, 200)} ...` : line;
}
