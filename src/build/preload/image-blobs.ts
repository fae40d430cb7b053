import { createWriteStream } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Bucket } from '../../bolt/bucket.js';
import { readBolt } from '../../bolt/read.js';
import { writeBolt } from '../../bolt/write.js';
import { KindlingError } from '../../errors.js';
import type { ArchiveContent } from '../content/archive-content.js';
import type { Tree } from '../rootfs/tree.js';
import { addImage, emptyIndex } from './containerd-index.js';

/** containerd's root in a node image (see boot's image store), and its parts. */
const ROOT = '/kind/containerd';
const CONTENT = `${ROOT}/io.containerd.content.v1.content`;
const BLOBS = `${CONTENT}/blobs/sha256`;
const METADATA = `${ROOT}/io.containerd.metadata.v1.bolt`;

/** Where a node image has containerd's index; without leading slash, as in layers. */
export const INDEX_PATH = `${METADATA}/meta.db`.slice(1);

/**
 * Writes images into the part of a node image that becomes the node's image store: blobs, and the index of them.
 *
 * @param index the index of what is in the image below; undefined when there is none
 * @throws {KindlingError} IMAGE_INVALID for an image without a name, which nothing could ask for
 */
export async function writeImages(
  tree: Tree,
  images: readonly ArchiveContent[],
  index: Buffer | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const root: Bucket = index === undefined ? emptyIndex() : readBolt(index);
  await tree.dir(ROOT, 0o700);
  await tree.dir(BLOBS);
  for (const image of images) {
    const names = allNames(image);
    const needed = addImage(root, image, names);
    await writeBlobs(tree, image, needed, signal);
  }
  await tree.dir(METADATA, 0o700);
  await tree.file(`/${INDEX_PATH}`, writeBolt(root), 0o644);
}

async function writeBlobs(
  tree: Tree,
  { manifest, config, configDigest, layers }: ArchiveContent,
  needed: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const path = (digest: string) => `${BLOBS}/${digest.slice('sha256:'.length)}`;
  for (const [digest, content] of [
    [manifest.digest, manifest.content],
    [configDigest, config],
  ] as const) {
    if (needed.has(digest)) await tree.file(path(digest), content, 0o444);
  }
  for (const { digest, read } of layers) {
    if (!needed.has(digest) || (await tree.has(path(digest)))) continue;
    const file = tree.at(path(digest));
    const source = Readable.from(read(), { objectMode: false });
    await pipeline([source, createWriteStream(file)], signal ? { signal } : {});
    await chmod(file, 0o444);
  }
}

/** An image's names, and those by digest that pods may ask for it by. */
function allNames({ names, digests, configDigest }: ArchiveContent): string[] {
  if (names.length === 0) {
    throw new KindlingError('IMAGE_INVALID', `image ${configDigest} has no name: no pod could ask for it`, {
      hint: 'save it by its name rather than by its ID',
    });
  }
  const repositories = names.map((name) => name.replace(/@.*$/, '').replace(/:[^:/]*$/, ''));
  const byDigest = repositories.flatMap((repository) => digests.map((digest) => `${repository}@${digest}`));
  return [...new Set([...names, ...byDigest])];
}
