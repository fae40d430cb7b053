import { readFile } from 'node:fs/promises';
import { shippedFile } from './pins.js';

/** kindling's own version, without `v`: images that are ours have it as their tag. */
export async function ownVersion(): Promise<string> {
  const text = await readFile(await shippedFile('package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
