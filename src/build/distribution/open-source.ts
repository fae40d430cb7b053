import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import type { Progress } from '../../progress.js';
import type { KubernetesSource } from '../node/kubernetes-source.js';
import type { Arch } from '../part.js';
import type { WorkDirectory } from '../work-directory.js';
import { findDistribution } from './directory.js';
import type { Distribution } from './distribution.js';
import { ciTarball, releaseTarball, type TarballOptions, tarballAt, tarballFile } from './fetch-tarball.js';
import { buildSource, isSource } from './source-tree.js';

export interface OpenSourceOptions {
  arch: Arch;
  work: WorkDirectory;
  progress: Progress;
  signal?: AbortSignal | undefined;
}

/**
 * Kubernetes from a source that is not Go modules, built or unpacked.
 *
 * @throws {KindlingError} BUILD_FAILED when it cannot be had or lacks something, PIN_MISMATCH for another checksum,
 *   USAGE for a version that is none
 */
export async function openSource(
  source: Exclude<KubernetesSource, { type: 'modules' }>,
  { arch, work, progress, signal }: OpenSourceOptions,
): Promise<Distribution> {
  const tarball = (more: { mirror?: string; checksum?: string }): TarballOptions => ({
    dir: join(work.dir, 'tarball'),
    arch,
    signal,
    warn: (message) => progress.warn(message),
    ...(more.mirror && { mirror: more.mirror.replace(/\/+$/, '') }),
    ...(more.checksum && { checksum: checkChecksum(more.checksum) }),
  });
  switch (source.type) {
    case 'url':
      return await tarballAt(source.url, tarball(source));
    case 'file':
      return await tarballFile(source.path, tarball(source));
    case 'release':
      return await releaseTarball(releaseVersion(source.version), tarball(source));
    case 'ci': {
      const log = (message: string) => progress.log(message);
      return await ciTarball(source.marker ?? '', { ...tarball(source), log });
    }
    case 'source':
      if (!(await isSource(source.path))) return await findDistribution(source.path, arch);
      return await buildSource(source.path, { arch, log: (line) => progress.log(line), signal });
  }
}

function releaseVersion(version: string): string {
  if (/^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.test(version)) return `v${version.replace(/^v/, '')}`;
  throw new KindlingError('USAGE', `${version} is not a valid kubernetes version`, {
    hint: 'versions have three numbers, such as v1.36.3',
  });
}

function checkChecksum(text: string): string {
  const match = /^(sha256):([0-9a-f]{64})$|^(sha512):([0-9a-f]{128})$/i.exec(text);
  if (match) return text.toLowerCase();
  throw new KindlingError('USAGE', `"${text}" is no checksum`, { hint: 'checksums are like sha256:… and sha512:…' });
}
