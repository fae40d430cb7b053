import { randomUUID } from 'node:crypto';
import { exists, writeText } from '../files.js';
import type { BindMount } from '../mount.js';
import type { World } from '../world.js';

/**
 * Node-wide DMI fakes: what software reads as the machine's product name and UUID must not be the host's, which
 * all nodes share. The UUID is made once and stays.
 *
 * @returns the mounts that put the fakes in place
 */
export function fakeProduct(world: World): BindMount[] {
  const name = '/kind/product_name';
  const uuid = '/kind/product_uuid';
  if (!exists(world, name)) writeText(world, name, 'kind\n');
  if (!exists(world, uuid)) writeText(world, uuid, `${randomUUID()}\n`);
  const fakes: [from: string, to: string][] = [
    [name, '/sys/class/dmi/id/product_name'],
    [uuid, '/sys/class/dmi/id/product_uuid'],
    [uuid, '/sys/devices/virtual/dmi/id/product_uuid'],
  ];
  return fakes.filter(([, to]) => exists(world, to)).map(([from, to]) => ({ from, to, readOnly: true }));
}
