import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PINNED } from '../../images/shipped-images.js';
import { writeImageArchive } from '../archive/image-archive.js';
import { type ContainerdPrograms, withContainerd } from './containerd.js';
import { writeLayers } from './layers.js';
import { normalizeIndex, normalizeSnapshots } from './normalize.js';
import type { StoreSources } from './sources.js';
import { storeImages } from './specs.js';

const SNAPSHOTTER = 'io.containerd.snapshotter.v1.overlayfs';
const METADATA = 'io.containerd.metadata.v1.bolt';
const BLOBS = 'io.containerd.content.v1.content/blobs/sha256';

/**
 * Makes the images inside a node and unpacks them with the real containerd, so that nodes need not: `target` gets
 * what is to be /kind/containerd, the part of containerd's root that boot hands to the node's containerd
 * (architecture, "zero-copy image store"). Layers are there unpacked only; configurations and manifests stay.
 *
 * @param target absolute path of a directory that does not exist yet, on the same file system as `work`
 * @param work absolute path of an empty directory for what is needed meanwhile; emptied again
 */
export async function buildImageStore(
  target: string,
  work: string,
  sources: StoreSources,
  programs: ContainerdPrograms,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const layers = await writeLayers(join(work, 'layers'), sources);
  const archive = join(work, 'images.tar');
  await writeImageArchive(archive, storeImages(sources, layers), options.signal ? { signal: options.signal } : {});
  await rm(join(work, 'layers'), { recursive: true });
  const root = await withContainerd(
    work,
    programs,
    async (containerd) => {
      await containerd.ctr([
        'images',
        'import',
        '--local',
        '--snapshotter=overlayfs',
        `--platform=linux/${sources.arch}`,
        '--label=io.cri-containerd.image=managed',
        `--label=${PINNED}`,
        archive,
      ]);
      return containerd.root;
    },
    options,
  );
  await rm(archive);
  await normalizeIndex(join(root, METADATA, 'meta.db'), join(root, BLOBS));
  await normalizeSnapshots(join(root, SNAPSHOTTER, 'metadata.db'));
  for (const part of [`${SNAPSHOTTER}/metadata.db`, `${SNAPSHOTTER}/snapshots`, `${METADATA}/meta.db`, BLOBS]) {
    await directoryLike(root, target, dirname(part));
    await rename(join(root, part), join(target, part));
  }
  await rm(work, { recursive: true });
}

/** Makes a directory below `target`, and those above it, with the permissions that containerd gave it below `root`. */
async function directoryLike(root: string, target: string, path: string): Promise<void> {
  if (path !== '.') await directoryLike(root, target, dirname(path));
  await mkdir(join(target, path), { recursive: true });
  await chmod(join(target, path), (await stat(join(root, path))).mode & 0o7777);
}
