import type { ArchivedImage } from '../../archive/archived-image.js';
import type { ArchiveFile } from '../../archive/contents.js';
import { missingLayers } from '../node-content.js';
import type { Receiver } from './receiver.js';
import { finish, Sending } from './sending.js';

/**
 * Sends images whose layers can be read in any order: each is read once at most, and goes to the nodes that lack it.
 *
 * @param read the content of a layer
 * @throws whatever reading throws
 */
export async function sendLayers(
  images: readonly ArchivedImage[],
  read: (layer: ArchiveFile) => AsyncIterable<Buffer>,
  receivers: readonly Receiver[],
  onBytes: (count: number) => void,
): Promise<void> {
  const all = images.flatMap((image) => image.layers);
  const inOrder = [...new Map(all.map(({ digest, file }) => [digest, file]))].sort(
    ([, one], [, other]) => one.offset - other.offset,
  );
  const missing = new Map(receivers.map((receiver) => [receiver, missingLayers(all, receiver.content)]));
  for (const [digest, layer] of inOrder) {
    const wanting = receivers.filter((receiver) => missing.get(receiver)?.has(digest));
    if (wanting.length === 0 || layer.content !== undefined) continue;
    const sending = new Sending(wanting, layer, onBytes);
    for await (const chunk of read(layer)) if (!(await sending.write(chunk))) break;
    await sending.end();
  }
  await finish(receivers, images);
}
