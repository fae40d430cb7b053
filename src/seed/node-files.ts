import type { Identity } from '../pki/identity.js';
import type { SeedInput } from './input.js';
import { replaceMarkers } from './markers.js';
import { replacePlaceholders } from './placeholders.js';
import { type SeedFile, type SeedNodeFile, seedConfigurations } from './seed.js';

/**
 * The files that `kubeadm init` would write into the node: keys and certificates, kubeconfigs, static pods, and what the
 * kubelet reads.
 *
 * @param identities keys and certificates, by name
 * @returns by absolute path; a directory comes before what is in it
 * @throws {KindlingError} INTERNAL when the seed has nothing for such a cluster
 */
export function fillNodeFiles(
  seed: SeedFile,
  input: SeedInput,
  identities: ReadonlyMap<string, Identity>,
): Map<string, SeedNodeFile> {
  const { files } = seedConfigurations(seed, input.tuning);
  return fillFiles(files, (text) => replacePlaceholders(replaceMarkers(text, input), identities));
}

/** @param fill makes a text the node's own */
export function fillFiles(
  files: Readonly<Record<string, SeedNodeFile>>,
  fill: (text: string) => string,
): Map<string, SeedNodeFile> {
  const filled = ({ mode, text }: SeedNodeFile): SeedNodeFile =>
    text === undefined ? { mode } : { mode, text: fill(text) };
  return new Map(Object.entries(files).map(([path, file]) => [path, filled(file)]));
}
