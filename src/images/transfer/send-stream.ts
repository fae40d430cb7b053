import { createHash } from 'node:crypto';
import { ArchiveError } from '../../archive/archive-error.js';
import type { Architecture, ArchivedImage } from '../../archive/archived-image.js';
import { StreamBytes } from '../../archive/bytes.js';
import { chainIds } from '../../archive/chain-ids.js';
import { ArchiveContents, type ArchiveFile } from '../../archive/contents.js';
import { imagesOf } from '../../archive/images-of.js';
import { tarMembers } from '../../archive/tar-members.js';
import { v1Names } from '../../archive/v1-names.js';
import { missingLayers, type NodeContent } from '../node-content.js';
import type { Receiver } from './receiver.js';
import { finish, Sending } from './sending.js';

export interface StreamOptions {
  architecture: Architecture;
  /** What is known before of the images in it: digests of their uncompressed layers, lowest first. */
  diffIds: readonly (readonly string[])[];
  /** Gives images more names. */
  rename: (images: ArchivedImage[]) => void;
  onBytes: (count: number) => void;
}

/**
 * Sends the images of an archive in passing. Which layers they have comes last in most archives: a layer is left out
 * when its name tells its digest, and the node has that or needs it for none of the images that are expected.
 *
 * @throws {ArchiveError}
 */
export async function sendStream(
  stream: AsyncIterable<Buffer>,
  receivers: readonly Receiver[],
  options: StreamOptions,
): Promise<void> {
  const contents = new ArchiveContents();
  const needless = new Map(receivers.map((receiver) => [receiver, needlessLayers(receiver.content, options.diffIds)]));
  const names = new Map(options.diffIds.flatMap((diffIds) => [...v1Names(diffIds)]));
  const bytes = new StreamBytes(stream);
  for await (const member of tarMembers(bytes)) {
    const file = await contents.add(member);
    if (file === undefined) continue;
    file.digest ??= names.get(file.name);
    const { digest } = file;
    const wanting = receivers.filter((receiver) => digest === undefined || !needless.get(receiver)?.has(digest));
    if (wanting.length > 0) await pass(file, member.content(), new Sending(wanting, file, options.onBytes));
    if (receivers.every((receiver) => receiver.ended)) return;
  }
  // What writes the archive may write more than its end, and must not be stopped from it.
  await bytes.skip(Number.POSITIVE_INFINITY);
  const images = await imagesOf(contents, options.architecture, async ({ name }) => {
    throw new ArchiveError(`"${name}" in it was not read`);
  });
  options.rename(images);
  await finish(receivers, images);
}

/** Sends a file; a compressed one without a known digest is given it. */
async function pass(file: ArchiveFile, content: AsyncIterable<Buffer>, sending: Sending): Promise<void> {
  const hash = file.digest === undefined && file.compression !== 'none' ? createHash('sha256') : undefined;
  for await (const chunk of content) {
    hash?.update(chunk);
    if (!(await sending.write(chunk))) break;
  }
  await sending.end();
  if (hash) file.digest = `sha256:${hash.digest('hex')}`;
}

function needlessLayers(content: NodeContent, images: readonly (readonly string[])[]): Set<string> {
  const layers = images.flatMap((diffIds) => {
    const chain = chainIds(diffIds);
    return diffIds.map((digest, index) => ({ digest, chainId: chain[index] }));
  });
  const missing = missingLayers(layers, content);
  return new Set([...content.blobs, ...layers.map(({ digest }) => digest).filter((digest) => !missing.has(digest))]);
}
