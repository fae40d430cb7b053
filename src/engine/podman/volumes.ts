import { randomBytes } from 'node:crypto';
import type { EngineClient } from '../cli/client.js';
import { csvField } from '../cli/csv-field.js';
import type { CancelOptions } from '../engine.js';

/** A name like those that engines give. Known before the volume is: so it can be removed however its making ends. */
export function newVolumeName(): string {
  return randomBytes(32).toString('hex');
}

/**
 * Makes a node's volume: labelled with the node's name as upstream kind does, whose `delete cluster` then finds it
 * (spec §3.13), and with the node's own labels.
 *
 * @param name a new name, of newVolumeName
 */
export async function createVolume(
  client: EngineClient,
  name: string,
  node: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const all = Object.entries({ [node]: 'true', ...labels }).map(([key, value]) => csvField(`${key}=${value}`));
  await client.run(['volume', 'create', ...all.flatMap((label) => ['--label', label]), name]);
}

/** Names of the volumes of these nodes. */
export async function volumesOf(
  client: EngineClient,
  nodes: readonly string[],
  options: CancelOptions = {},
): Promise<string[]> {
  const volumes = (await client.json(['volume', 'ls', '--format', 'json'], options)) as {
    Name: string;
    Labels?: Record<string, string> | null;
  }[];
  return volumes
    .filter((volume) => nodes.some((node) => Object.hasOwn(volume.Labels ?? {}, node)))
    .map((volume) => volume.Name);
}
