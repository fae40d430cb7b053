import { KindlingError, messageOf, wrapError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import { SEED_COMMAND } from '../../seed/seed.js';
import type { WorkerStart } from '../../seed/worker-start.js';
import type { CreateContext } from '../context.js';
import { workersFromSeed } from '../seeded.js';
import type { NodeFacts } from './node-facts.js';

/**
 * Takes from the first control plane what its program has made for the workers that start from the seed. It holds keys:
 * it is in no message.
 *
 * @param peers every node's facts
 * @returns WorkerStart as JSON, by the worker's name
 * @throws {KindlingError} NODE_FAILED when it cannot be had
 */
export async function takeWorkerStarts(
  { engine, progress }: CreateContext,
  first: NodeFacts,
  peers: readonly NodeFacts[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const wanted = workersFromSeed(first, peers);
  for (const { node } of peers.filter(({ node }) => node.role === 'worker' && !wanted.includes(node.name))) {
    progress.log(`kubeadm joins node "${node.name}": its image has another seed, or files are mounted for kubeadm`, 1);
  }
  if (wanted.length === 0) return new Map();
  const { stdout } = await engine
    .exec(first.node.name, [...SEED_COMMAND, 'hand-over'], { signal })
    .catch((error: unknown) => {
      // Not as the cause, whose output would be shown.
      const reason = error instanceof CommandError ? error.stderr.trim() || messageOf(error) : messageOf(error);
      throw new KindlingError(
        'NODE_FAILED',
        `failed to get the workers' files from node "${first.node.name}": ${reason}`,
      );
    });
  const starts = JSON.parse(stdout) as WorkerStart[];
  return new Map(starts.map((start) => [start.node, JSON.stringify(start)]));
}

/**
 * Makes a worker a member of a cluster from a seed, without kubeadm: its kubelet is started as soon as the API server
 * answers. Ends when that has registered the node.
 *
 * @param start WorkerStart as JSON
 */
export async function joinFromSeed(
  { engine, progress }: CreateContext,
  node: string,
  start: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { stdout, stderr } = await engine.exec(node, [...SEED_COMMAND, 'join'], { stdin: start, signal });
    progress.log(stdout + stderr, 3);
  } catch (error) {
    throw wrapError(error, `failed to join node from the seed: node "${node}"`);
  }
}
