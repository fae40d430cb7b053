import { ArchiveError } from '../../archive/archive-error.js';
import type { ArchivedImage } from '../../archive/archived-image.js';
import { type ArchiveFile, blobName } from '../../archive/contents.js';
import { fileHeader, filePadding, layoutEnd } from '../../archive/layout.js';
import { missingLayers } from '../node-content.js';
import { type Receiver, writeTo } from './receiver.js';

/** One layer on its way to the nodes that lack it. */
export class Sending {
  private begun = false;

  constructor(
    private readonly receivers: readonly Receiver[],
    private readonly file: ArchiveFile,
    private readonly onBytes: (count: number) => void,
  ) {
    for (const receiver of receivers) receiver.given.add(file.name);
  }

  /** @returns false when nobody takes it any more */
  async write(chunk: Buffer): Promise<boolean> {
    if (this.receivers.every((receiver) => receiver.ended)) return false;
    await this.begin();
    await writeTo(this.receivers, chunk);
    this.onBytes(chunk.length);
    return true;
  }

  async end(): Promise<void> {
    await this.begin();
    await writeTo(this.receivers, filePadding(this.file.size));
  }

  private async begin(): Promise<void> {
    if (this.begun) return;
    this.begun = true;
    // containerd finds blobs by their content: a file whose digest is not known yet may have any name.
    const name = this.file.digest === undefined ? `files/${this.file.offset}` : blobName(this.file.digest);
    await writeTo(this.receivers, fileHeader(name, this.file.size));
  }
}

/**
 * Sends what makes the layers images, and ends the archive.
 *
 * @throws {ArchiveError} when a layer was left out that turns out to be needed
 */
export async function finish(receivers: readonly Receiver[], images: readonly ArchivedImage[]): Promise<void> {
  const layers = images.flatMap((image) => image.layers);
  for (const receiver of receivers) {
    const missing = missingLayers(layers, receiver.content);
    const forgotten = layers.find(
      ({ digest, file }) => missing.has(digest) && file.content === undefined && !receiver.given.has(file.name),
    );
    if (forgotten) throw new ArchiveError(`"${forgotten.file.name}" in it is not what it seemed to be`);
    const known = new Map(
      layers.filter(({ file }) => !receiver.given.has(file.name)).map((one) => [one.digest, one.file]),
    );
    for (const { size, content } of known.values()) receiver.leftOut += content === undefined ? size : 0;
    await receiver.write(layoutEnd(images, missing));
  }
}
