import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StreamBytes } from '../../archive/bytes.js';
import { tarMembers } from '../../archive/tar-members.js';
import type { ImageContent } from '../content/image-content.js';
import { uncompressed } from '../content/read-files.js';

/** Where images have the licences of what they are made of. */
const LICENSES = 'LICENSES/';

/** Copies an image's licences into a directory, beside those of others. @param dir absolute path */
export async function extractLicenses(image: ImageContent, dir: string): Promise<void> {
  for (const layer of image.layers) {
    for await (const member of tarMembers(new StreamBytes(uncompressed(layer)))) {
      if (member.type !== 'file' || !member.name.startsWith(LICENSES)) continue;
      const path = join(dir, member.name.slice(LICENSES.length));
      await mkdir(dirname(path), { recursive: true });
      await pipeline(Readable.from(member.content(), { objectMode: false }), createWriteStream(path));
    }
  }
}
