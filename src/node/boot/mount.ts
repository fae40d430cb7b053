import { rmSync } from 'node:fs';
import { writeText } from './files.js';
import type { World } from './world.js';

/** A file or directory to be seen at another place too (or at its own, as a mount of its own). */
export interface BindMount {
  from: string;
  to: string;
  /** Default: false. */
  readOnly?: boolean;
}

/** Where the list for `mount` is kept while it runs. */
const LIST = '/run/kindling-binds';

/** Makes bind mounts, in order, all with one `mount` process: there are twenty and more with cgroup v1. */
export async function bindAll(world: World, mounts: readonly BindMount[]): Promise<void> {
  if (mounts.length === 0) return;
  writeText(world, LIST, fstab(mounts));
  await world.run(['mount', '--all', '--fstab', world.path(LIST)]);
  rmSync(world.path(LIST));
}

/** Bind mounts as fstab(5) lines. */
export function fstab(mounts: readonly BindMount[]): string {
  return mounts
    .map(({ from, to, readOnly }) => `${encodeOctal(from)} ${encodeOctal(to)} none bind${readOnly ? ',ro' : ''} 0 0\n`)
    .join('');
}

function encodeOctal(path: string): string {
  return path.replace(/[\s\\#]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
}
