import {
  chmodSync,
  constants,
  copyFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { exists } from '../files.js';
import type { World } from '../world.js';
import { canOverlay } from './overlay.js';

/** containerd's root as it was when the image was built, images unpacked. Outside of /var: /var is a volume. */
const IMAGE = '/kind/containerd';
const ROOT = '/var/lib/containerd';
const SNAPSHOTTER = 'io.containerd.snapshotter.v1.overlayfs';
const SNAPSHOTS = `${SNAPSHOTTER}/snapshots`;
const BLOBS = 'io.containerd.content.v1.content/blobs/sha256';
/** containerd's index of images, blobs and snapshots. Copied last: where it is, everything it names is. */
const INDEX = 'io.containerd.metadata.v1.bolt/meta.db';

/**
 * Gives containerd the images of the node image without copying them: its two databases are copied, each snapshot
 * and blob is a symbolic link into the image. Nothing is done when containerd has state already (a node that is
 * started again) or the image has no such tree. Where the kernel can't mount overlays over the node's root
 * (engines in engines: overlayfs allows two levels), the tree is copied.
 *
 * @returns what was done
 */
export async function provideImageStore(world: World): Promise<'linked' | 'copied' | 'present' | 'none'> {
  if (!exists(world, `${IMAGE}/${INDEX}`)) return 'none';
  if (exists(world, `${ROOT}/${INDEX}`)) return 'present';
  const link = await canOverlay(world, lowestSnapshot(world));
  if (link) {
    linkEntries(world, SNAPSHOTS);
    linkEntries(world, BLOBS);
  } else {
    world.log('INFO', 'overlays over the node image cannot be mounted: copying its container images');
    await copyTree(world, SNAPSHOTS);
    await copyTree(world, BLOBS);
  }
  copyDatabase(world, `${SNAPSHOTTER}/metadata.db`);
  copyDatabase(world, INDEX);
  return link ? 'linked' : 'copied';
}

/** A directory that containers will really have as a lower one. */
function lowestSnapshot(world: World): string {
  const directory = `${IMAGE}/${SNAPSHOTS}`;
  const [first] = exists(world, directory) ? readdirSync(world.path(directory)) : [];
  return first === undefined ? IMAGE : `${directory}/${first}/fs`;
}

function linkEntries(world: World, directory: string): void {
  const from = `${IMAGE}/${directory}`;
  if (!exists(world, from)) return;
  makeDirectory(world, directory);
  for (const name of readdirSync(world.path(from))) {
    const to = world.path(`${ROOT}/${directory}/${name}`);
    rmSync(to, { recursive: true, force: true });
    symlinkSync(`${from}/${name}`, to);
  }
}

/** `cp` keeps what Node's own copy doesn't: hard links, extended attributes, device nodes (whiteouts). */
async function copyTree(world: World, directory: string): Promise<void> {
  if (!exists(world, `${IMAGE}/${directory}`)) return;
  makeDirectory(world, dirname(directory));
  rmSync(world.path(`${ROOT}/${directory}`), { recursive: true, force: true });
  await world.run(['cp', '--archive', world.path(`${IMAGE}/${directory}`), world.path(`${ROOT}/${directory}`)]);
}

function copyDatabase(world: World, file: string): void {
  if (!exists(world, `${IMAGE}/${file}`)) return;
  makeDirectory(world, dirname(file));
  const to = world.path(`${ROOT}/${file}`);
  copyFileSync(world.path(`${IMAGE}/${file}`), `${to}.part`, constants.COPYFILE_FICLONE);
  renameSync(`${to}.part`, to);
}

/** A directory of containerd's root with the permissions it had when containerd made it, and those above it. */
function makeDirectory(world: World, directory: string): void {
  if (directory !== '.') makeDirectory(world, dirname(directory));
  const real = world.path(directory === '.' ? ROOT : `${ROOT}/${directory}`);
  if (mkdirSync(real, { recursive: true }) === undefined) return;
  chmodSync(real, statSync(world.path(directory === '.' ? IMAGE : `${IMAGE}/${directory}`)).mode & 0o7777);
}
