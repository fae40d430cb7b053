import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
 * Writes down what the API server knows of nodes, pods, workloads and events: one JSON list each. The first control
 * plane that answers is asked.
 *
 * @param dir existing directory
 * @returns why there are no such files; undefined when there are
 */
export async function collectClusterState(
  nodes: readonly ClusterNode[],
  dir: string,
  options: ClusterOptions,
): Promise<string | undefined> {
  let reason = 'no control plane is running';
  for (const { name, role, state } of nodes) {
    if (role !== 'control-plane' || state !== 'running') continue;
    try {
      await Promise.all(Object.entries(QUERIES).map(([file, what]) => query(name, what, join(dir, file), options)));
      return undefined;
    } catch (error) {
      if (options.signal?.aborted) throw error;
      reason = reasonOf(error);
    }
  }
  return reason;
}

async function query(node: string, what: string, path: string, options: ClusterOptions): Promise<void> {
  const command = [...KUBECTL, 'get', what, '--all-namespaces', '--output=json'];
  const { stdout } = await options.engine.exec(node, command, { ...cancelOptions(options), maxBuffer: 512 << 20 });
  JSON.parse(stdout); // what is no answer is an error here
  await writeFile(path, stdout);
}

/** The last thing that kubectl said. */
function reasonOf(error: unknown): string {
  const output = (error as { output?: string }).output?.trim().split('\n').at(-1);
  return output || String(error);
}
