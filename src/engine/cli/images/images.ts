import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { throwIfCancelled } from '../../../cancelled.js';
import { KindlingError } from '../../../errors.js';
import type { CancelOptions, ImageDetails } from '../../engine.js';
import type { EngineClient } from '../client.js';

/** An image and the name of those that were tried that it was found by. */
export interface FoundImage extends ImageDetails {
  ref: string;
  /** Docker and podman: the storage driver and the directories that it tells of. */
  storage: { driver: string; directories: Readonly<Record<string, string>> } | undefined;
}

/** What is read of an image's inspect document. */
interface ImageDocument {
  Id: string;
  RootFS?: { Layers?: string[] | null } | null;
  GraphDriver?: { Name?: string; Data?: Record<string, string> | null } | null;
}

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
): Promise<FoundImage | undefined> {
  for (const ref of refs) {
    try {
      const [document] = (await client.json(['inspect', '--type=image', ref], options)) as ImageDocument[];
      if (document) return foundImage(ref, document);
    } catch (error) {
      const missing = ['IMAGE_NOT_FOUND', 'NODE_NOT_FOUND'];
      if (!(error instanceof KindlingError) || !missing.includes(error.code)) throw error;
    }
  }
  return undefined;
}

function foundImage(ref: string, { Id: id, RootFS, GraphDriver }: ImageDocument): FoundImage {
  return {
    ref,
    id: id.includes(':') ? id : `sha256:${id}`,
    diffIds: RootFS?.Layers ?? [],
    storage: GraphDriver?.Name ? { driver: GraphDriver.Name, directories: GraphDriver.Data ?? {} } : undefined,
  };
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
