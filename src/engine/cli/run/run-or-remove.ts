import type { CancelOptions } from '../../engine.js';
import type { EngineClient } from '../client.js';
import { removeContainers } from '../remove.js';
import { runToTheEnd } from './run-to-the-end.js';

/**
 * Runs a container; when that fails or is aborted, removes it with its anonymous volumes.
 *
 * @param args arguments of the call, `run` first; `--detach` among them
 * @throws {KindlingError} as runToTheEnd
 */
export async function runOrRemove(
  client: EngineClient,
  args: readonly string[],
  options: CancelOptions = {},
): Promise<void> {
  let output = '';
  const onOutput = (chunk: Buffer) => {
    output += chunk.toString();
  };
  try {
    await runToTheEnd(client, args, { ...options, onOutput });
  } catch (error) {
    const id = printedId(output);
    // What cannot be removed matters less than why there is something to remove.
    if (id) await removeContainers(client, [id]).catch(() => undefined);
    throw error;
  }
}

/** The ID that `run --detach` prints of a container that it made, whether or not it could start it. */
function printedId(output: string): string | undefined {
  return /^[0-9a-f]{64}$/m.exec(output.replaceAll('\r', ''))?.[0];
}
