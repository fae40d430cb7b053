import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { KindlingError, messageOf } from '../../../errors.js';
import { type ManifestEntry, manifestOf } from './oci-manifest.js';
import { TarScanner } from './tar-scanner.js';

/**
 * Makes an OCI archive one that `docker load` accepts as well, by adding the manifest.json that it looks for; docker
 * finds layers wherever that points. Every other archive is handed on as it is. Memory use does not depend on the
 * archive's size.
 *
 * @param archive a docker or OCI archive, possibly compressed with gzip
 * @returns a stream that fails with KindlingError IMAGE_INVALID when the archive cannot be understood
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export function dockerArchive(archive: Readable): Readable {
  return Readable.from(converted(archive), { objectMode: false });
}

async function* converted(archive: Readable): AsyncGenerator<Buffer> {
  const chunks: AsyncIterator<Buffer> = archive[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const head = Buffer.from(first.value);
  const whole = Readable.from(resume(head, chunks), { objectMode: false });
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  yield* withManifest(isGzip ? uncompressed(whole) : whole);
}

async function* uncompressed(archive: Readable): AsyncGenerator<Buffer> {
  // The callback is for nothing: an error of either destroys the other, and is thrown where the last one is read.
  const plain = pipeline(archive, createGunzip(), () => {});
  try {
    yield* plain;
  } catch (cause) {
    if (!(cause as NodeJS.ErrnoException).code?.startsWith('Z_')) throw cause;
    const message = `the image archive cannot be uncompressed: ${messageOf(cause)}`;
    throw new KindlingError('IMAGE_INVALID', message, { cause });
  }
}

async function* resume(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield Buffer.from(next.value);
}

async function* withManifest(tar: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const scanner = new TarScanner((name) => name === 'index.json' || name.startsWith('blobs/'));
  for await (const chunk of tar) yield* scanner.push(chunk);
  const isOci = scanner.names.has('index.json') && !scanner.names.has('manifest.json');
  if (isOci) yield* manifestEntry(manifestOf(scanner.contents, scanner.names));
  else yield scanner.ended ? Buffer.alloc(1024) : scanner.rest();
}

/** A tar entry and the end of the archive. */
async function* manifestEntry(manifest: readonly ManifestEntry[]): AsyncGenerator<Buffer> {
  const tar = pack();
  tar.entry({ name: 'manifest.json' }, JSON.stringify(manifest));
  tar.finalize();
  for await (const chunk of tar) yield chunk as Buffer;
}
