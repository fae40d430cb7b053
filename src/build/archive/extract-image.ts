import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KindlingError } from '../../errors.js';
import { run } from '../../exec/run.js';
import { Tree } from '../rootfs/tree.js';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/**
 * Unpacks the file system of an image: its layers over one another.
 *
 * @param archive path of a docker archive with one image
 * @param target absolute path of the directory that gets the files; made when missing
 * @param work absolute path of a directory for what is needed meanwhile; must not exist, and is removed
 * @throws {KindlingError} BUILD_FAILED when the archive has no image
 */
export async function extractImage(
  archive: string,
  target: string,
  work: string,
  options: { signal?: AbortSignal } = {},
): Promise<void> {
  await mkdir(work, { recursive: true });
  await mkdir(target, { recursive: true });
  try {
    await run(['tar', '--extract', '--file', archive, '--directory', work], options);
    const manifest = JSON.parse(await readFile(join(work, 'manifest.json'), 'utf8')) as { Layers?: string[] }[];
    const layers = manifest[0]?.Layers;
    if (layers === undefined) throw new KindlingError('BUILD_FAILED', `there is no image in the archive "${archive}"`);
    for (const layer of layers) await applyLayer(join(work, layer), new Tree(target), options);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Removes what the layer's whiteouts name (OCI image specification, "Whiteouts"), then unpacks the rest. */
async function applyLayer(layer: string, target: Tree, options: { signal?: AbortSignal }): Promise<void> {
  const { stdout } = await run(['tar', '--list', '--quoting-style=literal', '--file', layer], {
    ...options,
    maxBuffer: 256 * 1024 * 1024,
  });
  for (const path of stdout.split('\n').filter((name) => name.includes(WHITEOUT))) {
    const directory = dirname(path);
    if (path.endsWith(`/${OPAQUE}`)) {
      for (const name of await target.list(directory)) await target.remove(join(directory, name));
    } else {
      const name = path.slice(directory === '.' ? 0 : directory.length + 1);
      if (name.startsWith(WHITEOUT)) await target.remove(join(directory, name.slice(WHITEOUT.length)));
    }
  }
  const extract = ['tar', '--extract', '--numeric-owner', '--same-owner', '--preserve-permissions'];
  await run([...extract, `--exclude=${WHITEOUT}*`, '--file', layer, '--directory', target.root], options);
}
