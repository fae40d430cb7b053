import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { ArchiveError } from '../archive/archive-error.js';
import type { Architecture, ArchivedImage } from '../archive/archived-image.js';
import { FileBytes } from '../archive/bytes.js';
import { ArchiveContents, type ArchiveFile } from '../archive/contents.js';
import { imagesOf } from '../archive/images-of.js';
import { tarMembers } from '../archive/tar-members.js';
import { missingLayers } from '../node-content.js';
import type { Receiver } from './receiver.js';
import { finish, Sending } from './sending.js';

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

/**
 * Sends images of an archive file: each layer is read once at most, and goes to the nodes that lack it.
 *
 * @param size of the file, in bytes
 */
export async function sendFile(
  file: FileHandle,
  size: number,
  images: readonly ArchivedImage[],
  receivers: readonly Receiver[],
  onBytes: (count: number) => void,
): Promise<void> {
  const all = images.flatMap((image) => image.layers);
  const inOrder = [...new Map(all.map(({ digest, file }) => [digest, file]))].sort(
    ([, one], [, other]) => one.offset - other.offset,
  );
  const missing = new Map(receivers.map((receiver) => [receiver, missingLayers(all, receiver.content)]));
  for (const [digest, entry] of inOrder) {
    const wanting = receivers.filter((receiver) => missing.get(receiver)?.has(digest));
    if (wanting.length === 0 || entry.content !== undefined) continue;
    const sending = new Sending(wanting, entry, onBytes);
    for await (const chunk of contentOf(file, size, entry)) if (!(await sending.write(chunk))) break;
    await sending.end();
  }
  await finish(receivers, images);
}

async function* contentOf(file: FileHandle, size: number, entry: ArchiveFile): AsyncGenerator<Buffer> {
  const bytes = new FileBytes(file, size);
  await bytes.skip(entry.offset);
  yield* bytes.chunks(entry.size);
  if (bytes.position < entry.offset + entry.size) throw new ArchiveError('became shorter while it was read');
}
