import { createHash } from 'node:crypto';

/** What a seed's label knows a manifest by: SHA-256 of its text, hexadecimal. */
export function manifestHash(manifest: string): string {
  return createHash('sha256').update(manifest).digest('hex');
}
