import { pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { StreamBytes } from '../../archive/bytes.js';
import { tarMembers } from '../../archive/tar-members.js';
import { KindlingError } from '../../errors.js';
import type { ImageContent, LayerContent } from './image-content.js';

/**
 * Reads files of an image's file system.
 *
 * @param paths without leading slash
 * @returns contents by path; files that are not there, or no longer in upper layers, are left out
 * @throws {KindlingError} IMAGE_INVALID for layers that are compressed with zstd
 */
export async function readImageFiles(image: ImageContent, paths: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const wanted = new Set(paths);
  for (const layer of [...image.layers].reverse()) {
    if (wanted.size === 0) break;
    const decided = new Set<string>();
    for await (const member of tarMembers(new StreamBytes(uncompressed(layer)))) {
      for (const path of wanted) {
        if (member.name === path && member.type === 'file') {
          found.set(path, await buffer(member.content()));
          decided.add(path);
        } else if (removes(member.name, path)) {
          decided.add(path);
        }
      }
    }
    for (const path of decided) wanted.delete(path);
  }
  return found;
}

/** The layer's tar archive. @throws {KindlingError} IMAGE_INVALID when it is compressed with zstd */
export function uncompressed({ compression, digest, read }: LayerContent): AsyncIterable<Buffer> {
  if (compression === 'none') return read();
  if (compression === 'gzip') {
    return pipeline(Readable.from(read(), { objectMode: false }), createGunzip(), () => undefined);
  }
  throw new KindlingError('IMAGE_INVALID', `layer ${digest} is compressed with zstd, which cannot be read here`, {
    hint: 'save the image again with layers that are compressed with gzip, or not at all',
  });
}

/**
 * Whether a member of a layer takes a file of lower layers away.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts
 */
function removes(member: string, path: string): boolean {
  const match = /^(.*?)([^/]*)$/.exec(member);
  const [, directory = '', name = ''] = match ?? [];
  if (name === '.wh..wh..opq') return path.startsWith(directory);
  if (!name.startsWith('.wh.')) return false;
  const gone = `${directory}${name.slice('.wh.'.length)}`;
  return path === gone || path.startsWith(`${gone}/`);
}
