import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { writeText } from '../files.js';
import type { World } from '../world.js';

const PATH = '/etc/machine-id';

/** A fresh machine id: the image's would be the same on every node. */
export function newMachineId(world: World): void {
  // The file may be read-only, or a link into the image.
  rmSync(world.path(PATH), { force: true });
  writeText(world, PATH, `${machineId(randomBytes(16))}\n`, 0o444);
}

/**
 * 16 random bytes as a machine id: a version 4 UUID in 32 lower-case hexadecimal digits (machine-id(5)).
 */
export function machineId(bytes: Uint8Array): string {
  const id = Buffer.from(bytes);
  id[6] = ((id[6] ?? 0) & 0x0f) | 0x40;
  id[8] = ((id[8] ?? 0) & 0x3f) | 0x80;
  return id.toString('hex');
}
