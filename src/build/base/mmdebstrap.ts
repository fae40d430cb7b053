import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import { CommandError, run } from '../../exec/run.js';
import type { Arch } from '../part.js';
import { hostAptSources } from './apt-sources.js';
import type { DebianPins } from './debian-pins.js';

/**
 * Downloads Debian packages with everything they depend on and unpacks them, without running their maintainer
 * scripts, into `target`. The downloaded packages stay in var/cache/apt/archives: their names tell the versions.
 *
 * Packages come from the host's own apt sources of that release; a host without any leaves the choice to mmdebstrap.
 *
 * @param target absolute path of a directory that does not exist or is empty
 * @throws {KindlingError} BUILD_FAILED when mmdebstrap is missing or fails, or the user isn't root; CANCELLED
 */
export async function unpackDebian(
  target: string,
  pins: DebianPins,
  arch: Arch,
  options: { signal?: AbortSignal | undefined; log?: (line: string) => void } = {},
): Promise<void> {
  requireRoot();
  await mkdir(target, { recursive: true });
  const sources = await hostAptSources(pins.suite);
  const sourcesFile = `${target}.sources`;
  if (sources !== '') await writeFile(sourcesFile, sources);
  const command = [
    'mmdebstrap',
    '--mode=root',
    '--variant=extract',
    '--format=directory',
    `--architectures=${arch}`,
    `--include=${pins.packages.join(',')}`,
    // The packages' file names are the only record of the versions: nothing is configured in this variant.
    '--skip=cleanup/apt,cleanup/reproducible',
    pins.suite,
    target,
    ...(sources === '' ? [] : [sourcesFile]),
  ];
  try {
    await run(command, {
      ...(options.signal ? { signal: options.signal } : {}),
      onOutput: (chunk) => options.log?.(chunk.toString('utf8').trimEnd()),
    });
  } catch (error) {
    throw explain(error);
  } finally {
    await rm(sourcesFile, { force: true });
  }
}

/** Building keeps files' owners and mounts file systems: both take root. */
export function requireRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new KindlingError('BUILD_FAILED', 'building images needs root: files in them belong to several users', {
    hint: 'Run the build as root (sudo), or load an image that was built elsewhere.',
  });
}

/** Name and version of each package that was unpacked into `target`, sorted: `bash 5.2.15-2+b13`. */
export function packageVersions(archiveNames: readonly string[]): string[] {
  return archiveNames
    .filter((name) => name.endsWith('.deb'))
    .map((name) => {
      const [pkg = '', version = ''] = name.split('_');
      return `${pkg} ${decodeURIComponent(version)}`;
    })
    .sort();
}

/** Where apt keeps downloaded packages below a root directory. */
export function archivesOf(root: string): string {
  return join(root, 'var/cache/apt/archives');
}

function explain(error: unknown): unknown {
  if (!(error instanceof CommandError) || error.code !== 'COMMAND_FAILED') return error;
  if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    return new KindlingError('BUILD_FAILED', 'cannot unpack Debian packages: mmdebstrap is not installed', {
      hint: 'Install it: apt-get install mmdebstrap',
      cause: error,
    });
  }
  const last = error.output.trim().split('\n').slice(-5).join('\n');
  return new KindlingError('BUILD_FAILED', `cannot unpack Debian packages: ${error.message}\n${last}`, {
    hint: 'See that "apt-get update" works on this machine: its sources are used.',
    cause: error,
  });
}
