import { Readable } from 'node:stream';
import { ArchiveError } from '../../../archive/archive-error.js';
import type { ArchivedImage } from '../../../archive/archived-image.js';
import { StreamBytes } from '../../../archive/bytes.js';
import { ArchiveContents, blobName } from '../../../archive/contents.js';
import { ARCHIVE_END, fileHeader, filePadding, linkHeader } from '../../../archive/layout.js';
import { ociImages } from '../../../archive/oci-images.js';
import { openStream } from '../../../archive/open-stream.js';
import { type TarMember, tarMembers } from '../../../archive/tar-members.js';
import { KindlingError } from '../../../errors.js';
import { goArchitecture } from '../../../go-architecture.js';

/**
 * Makes an OCI archive one that `docker load` accepts as well, by adding the manifest.json that it looks for; docker
 * finds layers wherever that points. Of images for several platforms, this machine's are taken. What is in other
 * archives stays as it is. Memory use does not depend on the size of layers.
 *
 * @param archive a docker or OCI archive, possibly compressed with gzip
 * @returns a stream that fails with IMAGE_INVALID when that cannot be understood
 */
export function dockerArchive(archive: Readable): Readable {
  return Readable.from(converted(archive), { objectMode: false });
}

async function* converted(archive: Readable): AsyncGenerator<Buffer> {
  try {
    const { kind, stream } = await openStream(archive);
    if (kind === 'opaque') yield* stream;
    else yield* withManifest(stream);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new KindlingError('IMAGE_INVALID', `image archive: ${error.message}`, { cause: error });
  }
}

async function* withManifest(tar: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const contents = new ArchiveContents();
  const bytes = new StreamBytes(tar);
  for await (const member of tarMembers(bytes)) yield* passed(member, contents);
  await bytes.skip(Number.POSITIVE_INFINITY); // what writes it may write more than its end
  if (contents.document('index.json') !== undefined && contents.document('manifest.json') === undefined) {
    const manifest = Buffer.from(JSON.stringify(ociImages(contents, goArchitecture).map(manifestEntry)));
    yield Buffer.concat([fileHeader('manifest.json', manifest.length), manifest, filePadding(manifest.length)]);
  }
  yield ARCHIVE_END;
}

async function* passed(member: TarMember, contents: ArchiveContents): AsyncGenerator<Buffer> {
  const { name, size, linkName } = member;
  yield member.type === 'symlink' ? linkHeader(name, linkName) : fileHeader(name, size);
  const isKept = (await contents.add(member)) === undefined;
  if (member.type === 'symlink') return;
  if (isKept) yield contents.document(name) as Buffer;
  else yield* member.content();
  yield filePadding(size);
}

/** An image as manifest.json describes it. */
function manifestEntry({ config, entries, layers }: ArchivedImage) {
  const names = entries.flatMap((annotations) => annotations['io.containerd.image.name'] ?? []);
  return {
    Config: blobName(config.digest),
    RepoTags: names.length > 0 ? names : null,
    Layers: layers.map(({ file }) => file.name),
  };
}
