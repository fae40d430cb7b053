import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import { run } from '../../exec/run.js';

export interface ContainerdPrograms {
  /** Host paths of programs for the machine the build runs on, whatever the image's architecture. */
  containerd: string;
  ctr: string;
}

export interface RunningContainerd {
  /** containerd's persistent directory, as /var/lib/containerd is in a node. */
  root: string;
  /** Runs ctr against it, in Kubernetes' namespace. */
  ctr(args: readonly string[]): Promise<string>;
}

/** Milliseconds until containerd has to be there, or gone. */
const DEADLINE = 30_000;

/** What importing images takes no part in; some of it would touch the host. */
const disabled = [
  'io.containerd.cri.v1.images',
  'io.containerd.cri.v1.runtime',
  'io.containerd.grpc.v1.cri',
  'io.containerd.grpc.v1.sandbox-controllers',
  'io.containerd.internal.v1.opt',
  'io.containerd.internal.v1.restart',
  'io.containerd.internal.v1.tracing',
  'io.containerd.nri.v1.nri',
  'io.containerd.podsandbox.controller.v1.podsandbox',
  'io.containerd.runtime.v2.task',
  'io.containerd.tracing.processor.v1.otlp',
];

/**
 * Runs a containerd of our own below `work` while `use` runs, with a mount namespace of its own, so that the host
 * sees nothing of it.
 *
 * @param work absolute path of an existing directory
 * @throws {KindlingError} BUILD_FAILED with containerd's last output when it doesn't start; what `use` throws
 */
export async function withContainerd<T>(
  work: string,
  programs: ContainerdPrograms,
  use: (containerd: RunningContainerd) => Promise<T>,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<T> {
  const root = join(work, 'root');
  // Not below `work`: a socket's path has to be short.
  const state = await mkdtemp(join(tmpdir(), 'kindling-'));
  const socket = join(state, 'containerd.sock');
  await writeFile(join(work, 'config.toml'), configuration(root, state, socket));
  const command = ['--mount', '--propagation', 'private', programs.containerd, '--config', join(work, 'config.toml')];
  const child = spawn('unshare', command, { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-16_384);
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('error', (error) => {
    output += error.message;
  });
  const failed = ended.then(() => {
    const last = output.trimEnd().split('\n').slice(-5).join('\n');
    throw new KindlingError('BUILD_FAILED', `containerd ended while images were being unpacked:\n${last}`);
  });
  failed.catch(() => {});
  const ctr = async (args: readonly string[]) => {
    const signal = options.signal ? { signal: options.signal } : {};
    return (await run([programs.ctr, '--address', socket, '--namespace', 'k8s.io', ...args], signal)).stdout;
  };
  try {
    await Promise.race([failed, socketAppears(socket, options.signal)]);
    return await Promise.race([failed, use({ root, ctr })]);
  } finally {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE);
    await ended;
    clearTimeout(timer);
    await rm(state, { recursive: true, force: true });
  }
}

function configuration(root: string, state: string, socket: string): string {
  return [
    'version = 3',
    `root = ${JSON.stringify(root)}`,
    `state = ${JSON.stringify(state)}`,
    `disabled_plugins = ${JSON.stringify(disabled)}`,
    '[grpc]',
    `  address = ${JSON.stringify(socket)}`,
    '[ttrpc]',
    `  address = ${JSON.stringify(`${socket}.ttrpc`)}`,
    '',
  ].join('\n');
}

/** Resolves once the socket is there: containerd listens as soon as it makes it. */
async function socketAppears(socket: string, signal: AbortSignal | undefined): Promise<void> {
  const deadline = AbortSignal.timeout(DEADLINE);
  const stop = signal ? AbortSignal.any([signal, deadline]) : deadline;
  await new Promise<void>((resolve, reject) => {
    const watcher = watch(join(socket, '..'), { signal: stop }, check);
    watcher.once('error', reject);
    watcher.once('close', () => reject(stop.reason));
    function check() {
      stat(socket).then(
        () => {
          resolve();
          watcher.close();
        },
        () => {},
      );
    }
    check();
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new KindlingError('BUILD_FAILED', `containerd did not answer within ${DEADLINE / 1000} s`, { cause });
  });
}
