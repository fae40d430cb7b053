import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { ArchiveError } from '../../archive/archive-error.js';
import type { Architecture, ArchivedImage } from '../../archive/archived-image.js';
import { FileBytes } from '../../archive/bytes.js';
import { ArchiveContents, type ArchiveFile } from '../../archive/contents.js';
import { imagesOf } from '../../archive/images-of.js';
import { tarMembers } from '../../archive/tar-members.js';

/** Reads what is in an archive; layers are passed over. @throws {ArchiveError} */
export async function readArchive(
  file: FileHandle,
  size: number,
  architecture: Architecture,
): Promise<ArchivedImage[]> {
  const contents = new ArchiveContents();
  for await (const member of tarMembers(new FileBytes(file, size))) await contents.add(member);
  return await imagesOf(contents, architecture, async (entry) => {
    const hash = createHash('sha256');
    for await (const chunk of contentOf(file, size, entry)) hash.update(chunk);
    return `sha256:${hash.digest('hex')}`;
  });
}

/** The content of a file in an archive. @throws {ArchiveError} when the archive ends before it */
export async function* contentOf(file: FileHandle, size: number, entry: ArchiveFile): AsyncGenerator<Buffer> {
  const bytes = new FileBytes(file, size);
  await bytes.skip(entry.offset);
  yield* bytes.chunks(entry.size);
  if (bytes.position < entry.offset + entry.size) throw new ArchiveError('became shorter while it was read');
}
