import { KindlingError } from '../../../errors.js';
import type { RunResult } from '../../../exec/run.js';
import type { CancelOptions } from '../../engine.js';
import { throwIfCancelled } from '../cancelled.js';
import type { EngineClient } from '../client.js';

/** Milliseconds that an aborted `run` gets to finish by itself. */
const grace = 10_000;

/**
 * Runs the engine's `run`. When it is aborted, the command is not killed at once: only when it has ended is it known
 * which container it made. Then `undo` removes that.
 *
 * @param args arguments of the call, `run` first
 * @param undo removes what a failed or aborted call left behind; it is given what the call printed
 * @throws {KindlingError} CANCELLED when aborted, else the failure of the call
 */
export async function runToTheEnd(
  client: EngineClient,
  args: readonly string[],
  undo: (output: string) => Promise<void>,
  options: CancelOptions = {},
): Promise<RunResult> {
  const { signal } = options;
  throwIfCancelled(signal);
  const impatience = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => impatience.abort(), grace);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  let output = '';
  try {
    const result = await client.run(args, {
      signal: impatience.signal,
      onOutput: (chunk) => {
        output += chunk.toString();
      },
    });
    throwIfCancelled(signal);
    return result;
  } catch (error) {
    await undo(output).catch(() => undefined);
    if (signal?.aborted) throw new KindlingError('CANCELLED', 'cancelled', { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** The container ID that `run --detach` prints, also when the container could be created but not started. */
export function printedId(output: string): string | undefined {
  return /^[0-9a-f]{64}$/m.exec(output.replaceAll('\r', ''))?.[0];
}
