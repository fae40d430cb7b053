import { readFile } from 'node:fs/promises';
import { shippedFile } from '../pins.js';

/** What images/pins.json says of Debian, under `debian`. */
export interface DebianPins {
  /** Release name: `bookworm`. */
  suite: string;
  /** Packages of the node's base; what they depend on comes with them. */
  packages: string[];
}

export async function loadDebianPins(): Promise<DebianPins> {
  const pins = JSON.parse(await readFile(await shippedFile('images', 'pins.json'), 'utf8')) as { debian: DebianPins };
  return pins.debian;
}
