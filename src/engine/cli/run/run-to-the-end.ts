import { cancelled, throwIfCancelled } from '../../../cancelled.js';
import type { RunOptions, RunResult } from '../../../exec/run.js';
import type { CancelOptions } from '../../engine.js';
import type { EngineClient } from '../client.js';

/** Milliseconds that an aborted `run` gets to finish by itself. */
const grace = 10_000;

/**
 * Runs the engine's `run`. When it is aborted, the command is not killed at once: only when it has ended is it known
 * which container it made.
 *
 * @param args arguments of the call, `run` first
 * @throws {KindlingError} CANCELLED when aborted, even if the container was made by then, else the failure of the call
 */
export async function runToTheEnd(
  client: EngineClient,
  args: readonly string[],
  options: CancelOptions & Pick<RunOptions, 'onOutput'> = {},
): Promise<RunResult> {
  const { signal, ...rest } = options;
  throwIfCancelled(signal);
  const impatience = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => impatience.abort(), grace);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const result = await client.run(args, { ...rest, signal: impatience.signal });
    throwIfCancelled(signal);
    return result;
  } catch (error) {
    throw signal?.aborted ? cancelled(signal) : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
