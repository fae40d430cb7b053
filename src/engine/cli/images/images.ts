import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { throwIfCancelled } from '../../../cancelled.js';
import { KindlingError } from '../../../errors.js';
import type { CancelOptions, ImageDetails } from '../../engine.js';
import type { EngineClient } from '../client.js';

/** The ID and the digests of the layers, apart by white space. */
const FORMAT = '{{.Id}}{{with .RootFS}}{{range .Layers}} {{.}}{{end}}{{end}}';

/**
 * The first of the names that the engine has.
 *
 * @param refs names in the engine's spelling
 * @returns the image and its name, or undefined when it has none of them
 */
export async function findImage(
  client: EngineClient,
  refs: readonly string[],
  options: CancelOptions = {},
): Promise<(ImageDetails & { ref: string }) | undefined> {
  for (const ref of refs) {
    try {
      const { stdout } = await client.run(['inspect', '--type=image', `--format=${FORMAT}`, ref], options);
      const [id = '', ...diffIds] = stdout.trim().split(/\s+/);
      return { id: id.includes(':') ? id : `sha256:${id}`, diffIds, ref };
    } catch (error) {
      const missing = ['IMAGE_NOT_FOUND', 'NODE_NOT_FOUND'];
      if (!(error instanceof KindlingError) || !missing.includes(error.code)) throw error;
    }
  }
  return undefined;
}

/**
 * Loads an archive through the engine's `load`.
 *
 * @param archive the archive, or its path
 * @returns the names or IDs that the engine says it loaded
 */
export async function loadArchive(
  client: EngineClient,
  archive: Readable | string,
  options: CancelOptions = {},
): Promise<string[]> {
  const { stdout } =
    typeof archive === 'string'
      ? await client.run(['load', '-i', archive], options)
      : await client.run(['load'], { ...options, stdin: archive });
  const lines = [...stdout.matchAll(/^Loaded image(?: ID|\(s\))?: *(.+)$/gm)];
  return lines.flatMap((line) => (line[1] ?? '').split(',').map((name) => name.trim()));
}

/**
 * Pipes a stream that has yet to be made to `out` and ends that. Errors of `out` are taken care of from the beginning.
 *
 * @throws whatever either stream fails with; KindlingError CANCELLED when aborted
 */
export async function pipeInto(
  make: () => Promise<Readable>,
  out: Writable,
  options: CancelOptions = {},
): Promise<void> {
  await pipeline(async function* () {
    yield* await make();
  }, out);
  throwIfCancelled(options.signal);
}
