import { KindlingError } from '../../../errors.js';
import { CommandError } from '../../../exec/run.js';
import type { CancelOptions } from '../../engine.js';
import type { EngineClient } from '../client.js';
import { removeContainers } from '../remove.js';
import { withIdFile } from './id-file.js';
import { runToTheEnd } from './run-to-the-end.js';

export interface RunOrRemoveOptions extends CancelOptions {
  /**
   * Have the ID written into a file (`--cidfile`, which upstream's `docker run` does not have): a `run` that is killed
   * has not printed it. Default: no.
   */
  idFile?: boolean;
}

/**
 * Runs a container; when that fails or is aborted, removes it with its anonymous volumes.
 *
 * @param args arguments of the call, `run` first; `--detach` among them
 * @throws {KindlingError} as runToTheEnd
 */
export async function runOrRemove(
  client: EngineClient,
  args: readonly string[],
  { idFile: wantsFile, ...cancel }: RunOrRemoveOptions = {},
): Promise<void> {
  let output = '';
  const onOutput = (chunk: Buffer) => {
    output += chunk.toString();
  };
  const [run = 'run', ...rest] = args;
  await withIdFile(
    async (idFile) => {
      const all = wantsFile ? [run, '--cidfile', idFile, ...rest] : args;
      try {
        await runToTheEnd(client, all, { ...cancel, onOutput });
      } catch (error) {
        if (!wantsFile || !lacksFile(error)) throw error;
        await runToTheEnd(client, args, { ...cancel, onOutput });
      }
    },
    async (id) => {
      const made = id ?? printedId(output);
      if (made) await removeContainers(client, [made]);
    },
  );
}

/** The engine's program sees another /tmp, as docker's snap does; nothing was made yet. */
function lacksFile(error: unknown): boolean {
  const cause = error instanceof KindlingError ? error.cause : undefined;
  return cause instanceof CommandError && /failed to create the container ID file/i.test(cause.stderr);
}

/** The ID that `run --detach` prints of a container that it made, whether or not it could start it. */
function printedId(output: string): string | undefined {
  return /^[0-9a-f]{64}$/m.exec(output.replaceAll('\r', ''))?.[0];
}
