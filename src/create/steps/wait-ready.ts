import { KindlingError, messageOf, wrapError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import type { CreateContext } from '../context.js';
import { kubectl } from './kubectl.js';

/**
 * Waits until every node of the cluster is Ready. Nodes that were to have no network may stay without one: then the
 * end of the time is only a warning.
 *
 * @param timeout milliseconds
 * @returns whether every node is
 * @throws {KindlingError} TIMEOUT with what the nodes and pods last were
 */
export async function waitReady(
  context: CreateContext,
  controlPlane: string,
  nodes: readonly string[],
  timeout: number,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const limit = `--timeout=${Math.ceil(timeout / 1000)}s`;
    const names = nodes.map((name) => `node/${name}`);
    await kubectl(context, controlPlane, ['wait', '--for=condition=Ready', limit, ...names], signal);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    const timedOut = error instanceof CommandError && error.output.includes('timed out waiting');
    if (!timedOut) throw wrapError(error, 'failed to wait for the nodes to be Ready');
    if (context.cluster.networking.disableDefaultCNI) {
      context.progress.warn('nodes are not Ready: with disableDefaultCNI they wait for the network that you install');
      return false;
    }
    const state = await describe(context, controlPlane, signal);
    throw new KindlingError('TIMEOUT', `not every node was Ready within ${timeout / 1000}s:\n${state}`, {
      cause: error,
      hint: 'give it longer with --wait, or keep the nodes with --retain and look at them with: kind export logs',
    });
  }
}

async function describe(context: CreateContext, controlPlane: string, signal: AbortSignal): Promise<string> {
  const questions = [
    ['get', 'nodes'],
    ['get', 'pods', '--all-namespaces', '--field-selector=status.phase!=Succeeded'],
  ];
  const answers = await Promise.allSettled(questions.map((args) => kubectl(context, controlPlane, args, signal)));
  return answers
    .map((answer) => (answer.status === 'fulfilled' ? answer.value.stdout : messageOf(answer.reason)).trimEnd())
    .join('\n');
}
