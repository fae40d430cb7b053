import { KindlingError, messageOf, wrapError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import type { NodeStart } from '../../seed/node-start.js';
import { SEED_COMMAND } from '../../seed/seed.js';
import type { CreateContext } from '../context.js';
import { nodesFromSeed } from '../seeded.js';
import type { NodeFacts } from './node-facts.js';

/**
 * Takes from the first control plane what its program has made for the nodes that start from the seed. It holds keys: it
 * is in no message.
 *
 * @param peers every node's facts
 * @returns NodeStart as JSON, by the node's name
 * @throws {KindlingError} NODE_FAILED when it cannot be had
 */
export async function takeNodeStarts(
  { engine, progress }: CreateContext,
  first: NodeFacts,
  peers: readonly NodeFacts[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const wanted = nodesFromSeed(first, peers);
  for (const { node } of peers.filter(({ node }) => node !== first.node && !wanted.includes(node.name))) {
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
        `failed to get the other nodes' files from node "${first.node.name}": ${reason}`,
      );
    });
  const starts = JSON.parse(stdout) as NodeStart[];
  return new Map(starts.map((start) => [start.node, JSON.stringify(start)]));
}

/**
 * Makes a node a member of a cluster from a seed, without kubeadm. Ends when the API server has registered it, and, on a
 * control plane, when that has one of its own.
 *
 * @param start NodeStart as JSON
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
