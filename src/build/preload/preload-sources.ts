import { open, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { KindlingError } from '../../errors.js';
import { systemErrorText } from '../../system-error.js';
import { checkImageReference } from '../content/image-reference.js';
import type { PreloadSources } from './preload.js';

const ARCHIVE_NAME = /\.(tar|tar\.gz|tgz)$/;
/** Longer files are no lists. */
const LIST_LIMIT = 1 << 20;

/**
 * Tells what the values of `--preload` are: a directory stands for the image archives in it; a file is an image archive,
 * or a text with such values, one a line; anything else is the name of an image in the engine. Lines of lists may be
 * commands (`docker pull IMAGE`), as in the scripts that other node image builders take.
 *
 * @param values as the user gave them
 * @param cwd absolute path that files are relative to
 * @throws {KindlingError} USAGE when a directory has no archives, or a file is neither an archive nor a list
 */
export async function preloadSources(
  values: readonly string[],
  cwd: string,
): Promise<{ archives: string[]; images: string[] }> {
  const sources: Required<{ [Key in keyof PreloadSources]: string[] }> = { archives: [], images: [] };
  for (const value of values) await addSource(sources, value, cwd, true);
  return { archives: [...new Set(sources.archives)], images: [...new Set(sources.images)] };
}

async function addSource(
  sources: { archives: string[]; images: string[] },
  value: string,
  cwd: string,
  lists: boolean,
): Promise<void> {
  const path = resolve(cwd, value);
  const entry = await stat(path).catch(() => undefined);
  if (entry === undefined) {
    checkImageReference(value, 'cannot preload');
    sources.images.push(value);
  } else if (entry.isDirectory()) {
    sources.archives.push(...(await archivesIn(path)));
  } else if (await isArchive(path)) {
    sources.archives.push(path);
  } else if (lists) {
    for (const line of await linesOf(path)) await addSource(sources, line, dirname(path), false);
  } else {
    throw new KindlingError('USAGE', `"${value}" is neither an image archive nor the name of an image`);
  }
}

async function archivesIn(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => ARCHIVE_NAME.test(name)).sort();
  if (names.length > 0) return names.map((name) => join(directory, name));
  throw new KindlingError('USAGE', `there are no image archives in directory "${directory}"`, {
    hint: 'archives in a directory are files whose names end in .tar, .tar.gz or .tgz',
  });
}

/** Whether a file is a tar archive, or compressed with gzip. */
async function isArchive(path: string): Promise<boolean> {
  const file = await open(path).catch((cause: unknown) => {
    throw new KindlingError('USAGE', systemErrorText(cause), { cause });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.readUInt16BE(0) === 0x1f8b || (bytesRead === 512 && buffer.toString('latin1', 257, 262) === 'ustar');
  } finally {
    await file.close();
  }
}

async function linesOf(path: string): Promise<string[]> {
  const { size } = await stat(path);
  const text = size > LIST_LIMIT ? '\0' : await readFile(path, 'utf8');
  if (text.includes('\0')) {
    throw new KindlingError('USAGE', `"${path}" is neither an image archive nor a list of images`, {
      hint: 'an archive is what "docker save" and "podman save" write; a list has an image or an archive on each line',
    });
  }
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/#.*$/, '')
        .trim()
        .replace(/^(docker|podman|nerdctl|crictl)\s+(image\s+)?pull\s+(-q\s+|--quiet\s+)?/, ''),
    )
    .filter((line) => line !== '' && !/^set\s/.test(line));
}
