import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KindlingError, wrapError } from '../../errors.js';
import { CommandError, run } from '../../exec/run.js';
import { exists } from '../../exists.js';
import { isAtLeast, parseSemanticVersion } from '../../version/version.js';
import type { Arch } from '../part.js';
import type { Distribution, NodeProgram } from './distribution.js';

/** Older sources build their programs by a script of their own (spec §4.7). */
const MAKES_PROGRAMS = parseSemanticVersion('v1.21.0-beta.1.153', 'INTERNAL');

export interface SourceOptions {
  arch: Arch;
  /** Told every line that the build prints. */
  log: (line: string) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Finds a source directory of Kubernetes: the working directory, or where Go's tools used to keep it.
 *
 * @param env GOPATH is read
 * @throws {KindlingError} USAGE `error finding kuberoot: …`
 */
export async function findSource(cwd: string, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const gopath = env.GOPATH ?? '';
  const candidates = [
    cwd,
    ...(gopath === '' ? [] : ['k8s.io/kubernetes', 'github.com/kubernetes/kubernetes']).map((path) =>
      join(gopath, 'src', path),
    ),
  ];
  for (const candidate of candidates) {
    const goMod = await readFile(join(candidate, 'go.mod'), 'utf8').catch(() => '');
    if (/^module k8s\.io\/kubernetes$/m.test(goMod)) return candidate;
  }
  throw new KindlingError(
    'USAGE',
    `error finding kuberoot: could not find Kubernetes source under current working directory or GOPATH=${gopath}`,
    { hint: 'give the source directory as the argument: kind build node-image DIRECTORY' },
  );
}

/** Whether a directory builds as Kubernetes' sources do, or stands in for them (spec §10.2). */
export async function isSource(dir: string): Promise<boolean> {
  return await exists(join(dir, 'hack', 'print-workspace-status.sh'));
}

/**
 * Builds Kubernetes from a source directory with that directory's own make: programs, and archives of the components'
 * images. A directory that only has the script of the version and the make target is enough.
 *
 * @param root absolute path of the directory
 * @throws {KindlingError} BUILD_FAILED with the last output when a step fails, or makes other files; PREFLIGHT without make
 */
export async function buildSource(root: string, { arch, log, signal }: SourceOptions): Promise<Distribution> {
  const version = await sourceVersion(root, signal);
  const options = { cwd: root, onOutput: lineLogger(log), ...(signal ? { signal } : {}) };
  const variables = [
    'KUBE_EXTRA_WHAT=cmd/kubeadm cmd/kubectl cmd/kubelet',
    'KUBE_VERBOSE=0',
    'KUBE_BUILD_HYPERKUBE=n',
    'KUBE_BUILD_CONFORMANCE=n',
    `KUBE_BUILD_PLATFORMS=linux/${arch}`,
  ];
  await step(
    'failed to build images',
    ['make', '--no-print-directory', '-C', root, 'quick-release-images', ...variables],
    options,
  );
  if (!isAtLeast(parseSemanticVersion(version, 'BUILD_FAILED'), MAKES_PROGRAMS)) {
    const what = 'WHAT=cmd/kubeadm cmd/kubectl cmd/kubelet';
    const command = [join(root, 'build', 'run.sh'), 'make', 'all', what, `KUBE_BUILD_PLATFORMS=linux/${arch}`];
    await step('failed to build binaries', command, options);
  }
  const bin = join(root, '_output', 'dockerized', 'bin', 'linux', arch);
  const images = join(root, '_output', 'release-images', arch);
  const program = async (name: NodeProgram) => {
    const path = join(bin, name);
    if (await exists(path)) return path;
    throw new KindlingError('BUILD_FAILED', `failed to build kubernetes: the build made no ${path}`);
  };
  const archives = (await readdir(images).catch(() => [])).filter((name) => name.endsWith('.tar')).sort();
  if (archives.length === 0) {
    throw new KindlingError(
      'BUILD_FAILED',
      `failed to build kubernetes: the build made no image archives in ${images}`,
    );
  }
  return {
    version,
    programs: {
      kubeadm: await program('kubeadm'),
      kubectl: await program('kubectl'),
      kubelet: await program('kubelet'),
    },
    archives: archives.map((name) => join(images, name)),
  };
}

async function sourceVersion(root: string, signal: AbortSignal | undefined): Promise<string> {
  const script = join(root, 'hack', 'print-workspace-status.sh');
  const options = { cwd: root, ...(signal ? { signal } : {}) };
  const { stdout } = await run([script], options).catch((error) => {
    throw new KindlingError('BUILD_FAILED', `could not obtain kubernetes version: ${script} failed`, { cause: error });
  });
  const version = /^gitVersion (\S+)$/m.exec(stdout)?.[1];
  if (version !== undefined) return version;
  throw new KindlingError('BUILD_FAILED', `could not obtain kubernetes version: ${script} prints no gitVersion`);
}

async function step(context: string, command: string[], options: Parameters<typeof run>[1]): Promise<void> {
  try {
    await run(command, options);
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== 'COMMAND_FAILED') throw error;
    if (error.exitCode === undefined) {
      const hint = 'On Debian: apt-get install make';
      throw new KindlingError('PREFLIGHT', `${context}: ${error.message}`, { cause: error, hint });
    }
    throw wrapError(new KindlingError('BUILD_FAILED', error.message, { cause: error }), context);
  }
}

/** Calls `log` with each complete line of what comes. */
function lineLogger(log: (line: string) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) log(line);
  };
}
