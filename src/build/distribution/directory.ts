import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveError } from '../../archive/archive-error.js';
import { FileBytes, StreamBytes } from '../../archive/bytes.js';
import { tarMembers } from '../../archive/tar-members.js';
import { KindlingError } from '../../errors.js';
import { fileSource } from '../../images/archive-source.js';
import { type Arch, architectures } from '../part.js';
import { type Distribution, NODE_PROGRAMS, type NodeProgram } from './distribution.js';

/** Directories within directories that are looked into: releases of distributions have `bin/linux/amd64` in theirs. */
const DEPTH = 8;

/**
 * Finds Kubernetes in a directory that a distribution came as: `kubeadm`, `kubelet`, `kubectl`, and image archives
 * (`kube-apiserver.tar`, `etcd.tar`, …), at any depth. Of what is there for several architectures, which directories are
 * named after (`bin/linux/arm64`), only that of `arch` is taken.
 *
 * @param root absolute path
 * @throws {KindlingError} BUILD_FAILED, with everything that is missing
 */
export async function findDistribution(root: string, arch: Arch): Promise<Distribution> {
  const programs = new Map<string, string>();
  const archives: string[] = [];
  for await (const { name, path } of files(root, arch, DEPTH)) {
    if ((NODE_PROGRAMS as readonly string[]).includes(name)) programs.set(name, programs.get(name) ?? path);
    else if (/\.(tar|tar\.gz|tgz)$/.test(name) && (await isImageArchive(path))) archives.push(path);
  }
  const missing = NODE_PROGRAMS.filter((name) => !programs.has(name));
  if (missing.length > 0 || archives.length === 0) {
    const what = [...missing, ...(archives.length === 0 ? ['image archives (*.tar)'] : [])].join(', ');
    throw new KindlingError('BUILD_FAILED', `directory "${root}" lacks ${what} for linux/${arch}`, {
      hint:
        'a source directory of Kubernetes has hack/print-workspace-status.sh; ' +
        'a distribution has kubeadm, kubelet, kubectl and archives of the images of its components',
    });
  }
  const program = (name: NodeProgram) => programs.get(name) as string;
  return {
    version: undefined,
    programs: { kubeadm: program('kubeadm'), kubectl: program('kubectl'), kubelet: program('kubelet') },
    archives,
  };
}

async function* files(dir: string, arch: Arch, depth: number): AsyncGenerator<{ name: string; path: string }> {
  const entries = await readdir(dir, { withFileTypes: true });
  const others: readonly string[] = architectures.filter((other) => other !== arch);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dir, entry.name);
    if (entry.isFile() || entry.isSymbolicLink()) yield { name: entry.name, path };
    else if (entry.isDirectory() && depth > 0 && !others.includes(entry.name)) yield* files(path, arch, depth - 1);
  }
}

/** Whether a tar archive, compressed or not, has one of the files that image archives begin to be read at. */
async function isImageArchive(path: string): Promise<boolean> {
  const archive = await fileSource(path, true).open();
  try {
    if (archive.kind !== 'file' && archive.kind !== 'stream') return false;
    const bytes = archive.kind === 'file' ? new FileBytes(archive.file, archive.size) : new StreamBytes(archive.stream);
    for await (const { name } of tarMembers(bytes)) {
      if (name === 'manifest.json' || name === 'index.json') return true;
    }
    return false;
  } catch (error) {
    if (error instanceof ArchiveError) return false;
    throw error;
  } finally {
    await archive.close();
  }
}
