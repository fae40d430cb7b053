import { mkdir } from 'node:fs/promises';
import type { SeedFile, SeedNodeFile } from '../../seed/seed.js';
import { VARIANTS, variantKey } from '../../seed/seed.js';
import { seedConfiguration } from './configuration.js';
import { extractIdentities, type FilesAndIdentities } from './identities.js';
import { kubeadmFiles } from './kubeadm-files.js';

export interface NodeFilesOptions {
  /** Kubernetes version with its `v`. */
  version: string;
  /** Host path of the binary that is all of Kubernetes' programs. */
  binary: string;
  signal?: AbortSignal | undefined;
}

/** The files of a first control plane, by variant, and what its keys and certificates are made from. */
export interface NodeFiles {
  files: Readonly<Record<string, FilesAndIdentities['files']>>;
  identities: SeedFile['identities'];
}

/**
 * Lets kubeadm write the files of a first control plane whose names and addresses are markers.
 *
 * @param root absolute path of a directory for it; made
 */
export async function nodeFiles(root: string, { version, binary, signal }: NodeFilesOptions): Promise<NodeFiles> {
  await mkdir(root);
  const made = new Date();
  // kubeadm keeps keys and certificates from one variant to the next.
  const written: [string, Map<string, SeedNodeFile>][] = [];
  for (const facts of VARIANTS) {
    const configuration = seedConfiguration(version, facts);
    written.push([variantKey(facts), await kubeadmFiles({ binary, root, configuration, signal })]);
  }
  const extracted = written.map(([key, files]) => [key, extractIdentities(files, made)] as const);
  return {
    files: Object.fromEntries(extracted.map(([key, { files }]) => [key, files])),
    identities: extracted[0]?.[1].identities ?? {},
  };
}
