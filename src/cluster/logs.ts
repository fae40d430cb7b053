import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled } from '../cancelled.js';
import { KindlingError, messageOf, wrapError } from '../errors.js';
import { type ClusterNode, listInternalNodes } from './list.js';
import { collectClusterState } from './logs/cluster-state.js';
import { collectNodeLogs } from './logs/node-logs.js';
import { writeSummary } from './logs/summary/summary.js';
import { cancelOptions, DEFAULT_CLUSTER_NAME, type NamedClusterOptions } from './options.js';
import { displayVersion } from './version.js';

export interface CollectLogsOptions extends NamedClusterOptions {
  /** Absolute path of the directory to fill. Made when missing. */
  dir: string;
}

/**
 * Collects logs and facts about a cluster's nodes in a directory, laid out as spec §7 says, with what the API server
 * knows, and `summary.md`: what looks wrong. What can be had is kept when something fails.
 *
 * @throws {KindlingError} CLUSTER_NOT_FOUND when the cluster has no nodes; NODE_FAILED with everything that failed;
 *   CANCELLED
 */
export async function collectLogs(options: CollectLogsOptions): Promise<void> {
  const { dir, engine } = options;
  const nodes = await listInternalNodes(options);
  if (nodes.length === 0) {
    const name = JSON.stringify(options.name || DEFAULT_CLUSTER_NAME);
    throw new KindlingError('CLUSTER_NOT_FOUND', `unknown cluster ${name}`);
  }
  await mkdir(dir, { recursive: true }).catch((error) => {
    throw wrapError(error, 'failed to create logs directory');
  });
  const state = collectClusterState(nodes, dir, options);
  const results = await Promise.allSettled([
    state,
    writeFile(join(dir, 'kind-version.txt'), displayVersion()).catch((error) => {
      throw wrapError(error, 'failed to write kind-version.txt');
    }),
    engine
      .describe(cancelOptions(options))
      .then((text) => writeFile(join(dir, `${infoName(engine.name)}-info.txt`), text)),
    ...nodes.map((node) => nodeLogs(node, options)),
  ]);
  throwIfCancelled(options.signal);
  const [summary] = await Promise.allSettled([
    writeSummary(options.name || DEFAULT_CLUSTER_NAME, nodes, dir, await state.catch(messageOf)),
  ]);
  results.push(summary);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length > 0) throw combined(failures);
}

async function nodeLogs(node: ClusterNode, options: CollectLogsOptions): Promise<void> {
  const dir = join(options.dir, node.name);
  await mkdir(dir, { recursive: true });
  const failures = await collectNodeLogs(node, dir, options);
  if (failures.length > 0) throw wrapError(combined(failures), `node "${node.name}"`);
}

function infoName(engine: string): string {
  return engine === 'podman' ? 'podman' : 'docker';
}

/** One error for several, worded the way kind does: `[first, second]`. */
function combined(failures: readonly unknown[]): KindlingError {
  const [first] = failures;
  if (failures.length === 1 && first instanceof KindlingError) return first;
  const messages = failures.map(messageOf);
  const message = messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`;
  return new KindlingError('NODE_FAILED', message as string, { cause: first });
}
