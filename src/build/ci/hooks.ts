import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../../engine/engine.js';
import { KindlingError, wrapError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import { BUILD_VARIABLE, CLUSTER_WANTED } from '../../node/ci/entrypoint/build-mode.js';
import type { Progress } from '../../progress.js';
import { MARKERS } from '../../seed/markers.js';
import { SEED_SERVICE_SUBNET, type SeedObject } from '../../seed/seed.js';
import { capturedObjects } from './captured-objects.js';

/** When they run: before the cluster is started, when it is ready, and last of all (spec §10.1). */
export const HOOKS = { before: 'before-cluster.sh', after: 'after-cluster.sh', images: 'images.sh' } as const;

/** The network that builds run on: that of clusters. */
const NETWORK = 'kind';

/** Where the hooks' directory is in the container; a copy, which they may write to. */
const MOUNTED = '/kind/ci/hooks';
const WORK = '/build';

/** Seconds until the cluster has to be ready, each time (spec §10.1). */
const READY = 120;

/** What the cluster's objects are to have instead of a container's subnets: those are filled in when it is started. */
const SEEDED_SUBNETS = { POD_SUBNET: MARKERS.podSubnet, SERVICE_SUBNET: SEED_SERVICE_SUBNET };

const ETCD_PKI = '/etc/kubernetes/pki/etcd';

export interface HookRun {
  engine: Engine;
  /** A CI image without hooks, in the engine. */
  image: string;
  /** Absolute path of the directory with the hooks, and with what they use. */
  directory: string;
  staticIp: string;
  /** Variables that the hooks see: logins and proxies. */
  env: Readonly<Record<string, string>>;
  /** Absolute path of a file to write the archive of the images to that the hooks have added. */
  imagesFile: string;
  progress: Progress;
  signal: AbortSignal | undefined;
}

export interface HookResult {
  /** Everything in the cluster. */
  objects: Record<string, SeedObject>;
  /** Names of the images in the archive; none: there is no archive. */
  images: string[];
}

/**
 * Which hooks a directory has.
 *
 * @throws {KindlingError} USAGE when it has none, or one that is not executable
 */
export async function presentHooks(directory: string): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  for (const name of Object.values(HOOKS)) {
    const path = join(directory, name);
    if (!(await stat(path).catch(() => undefined))?.isFile()) continue;
    await access(path, constants.X_OK).catch(() => {
      throw new KindlingError('USAGE', `the hook ${path} is not executable`, { hint: `run: chmod +x ${path}` });
    });
    present.add(name);
  }
  if (present.size > 0) return present;
  throw new KindlingError('USAGE', `there are no hooks in ${directory}`, {
    hint: `it has to have one of ${Object.values(HOOKS).join(', ')}`,
  });
}

/**
 * Runs the hooks in a container of the image, on a cluster of its own, and returns what they have changed.
 *
 * @throws {KindlingError} USAGE for a directory without hooks; BUILD_FAILED when a hook fails, or the cluster does not
 *   become ready, with what was said last; what the engine throws
 */
export async function runHooks(run: HookRun): Promise<HookResult> {
  const present = await presentHooks(run.directory);
  const { engine, image, directory, staticIp, env, signal } = run;
  const name = `kind-build-${Math.floor(Date.now() / 1000)}-${randomBytes(4).toString('hex')}`;
  const cancel = signal ? { signal } : {};
  await engine.ensureNetwork(NETWORK, cancel);
  try {
    await engine.runContainer(
      {
        name,
        image,
        hostname: name,
        labels: {},
        network: NETWORK,
        kind: 'node',
        env: { ...env, ...SEEDED_SUBNETS, STATIC_IP: staticIp, [BUILD_VARIABLE]: '1' },
        mounts: [{ hostPath: directory, containerPath: MOUNTED, readOnly: true }],
      },
      cancel,
    );
    return await new HookContainer(name, run, present).run();
  } finally {
    await engine.removeContainers([name]);
  }
}

class HookContainer {
  constructor(
    private readonly name: string,
    private readonly options: HookRun,
    private readonly present: ReadonlySet<string>,
  ) {}

  async run(): Promise<HookResult> {
    await this.exec('the container runtime to start', [
      ...['curl', '--fail', '--silent', '--show-error', '--retry', '60', '--retry-delay', '1', '--retry-all-errors'],
      'http://127.0.0.1:10080/docker-ready',
    ]);
    await this.exec('the hooks to be copied', ['cp', '--recursive', MOUNTED, WORK]);
    const before = new Set(await this.imageNames());
    await this.hook(HOOKS.before);
    await this.exec('the cluster to start', ['touch', CLUSTER_WANTED]);
    await this.exec('the cluster to start', ['systemctl', 'start', 'kubelet']);
    await this.ready();
    await this.hook(HOOKS.after);
    await this.podsReady();
    await this.hook(HOOKS.images);
    const added = (await this.imageNames()).filter((name) => !before.has(name));
    const objects = capturedObjects(await this.dump());
    if (added.length > 0) await this.exportImages(added);
    return { objects, images: added };
  }

  private async hook(name: string): Promise<void> {
    if (!this.present.has(name)) return;
    this.options.progress.log(`ci-image: running ${name}`);
    const path = '/kind/ci/build-bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    await this.exec(`${name} to succeed`, ['env', `--chdir=${WORK}`, `PATH=${path}`, `./${name}`], true);
  }

  private async ready(): Promise<void> {
    const command = ['/kind/ci/wait-for-kind', '--host', '127.0.0.1', '--timeout', String(READY)];
    await this.exec('the cluster to be ready', command);
  }

  /** The readiness page stays as it is once the cluster is ready: what the hook has added is asked for. */
  private async podsReady(): Promise<void> {
    if (!this.present.has(HOOKS.after)) return;
    const kubectl = ['kubectl', 'wait', '--all-namespaces', `--timeout=${READY}s`];
    await this.exec('what the hook has made to be ready', [
      ...kubectl,
      '--for=condition=Available',
      'deployments',
      '--all',
    ]);
    const pods = ['--for=condition=Ready', 'pods', '--field-selector=status.phase!=Succeeded,status.phase!=Failed'];
    await this.exec('what the hook has made to be ready', [...kubectl, ...pods]);
  }

  /** Names with a tag; containerd also has images by their digests. */
  private async imageNames(): Promise<string[]> {
    const { stdout } = await this.exec('containerd to list its images', [...CTR, 'list', '--quiet']);
    return stdout.split('\n').filter((name) => name !== '' && !name.includes('@') && !name.startsWith('sha256:'));
  }

  private async exportImages(names: readonly string[]): Promise<void> {
    this.options.progress.log(`ci-image: adding ${names.join(', ')}`);
    const path = '/var/lib/kind-ci-images.tar';
    await this.exec('containerd to export images', [...CTR, 'export', path, ...names]);
    const file = openSync(this.options.imagesFile, 'w');
    try {
      await this.exec('the images to be read', ['cat', path], (chunk, stream) => {
        if (stream === 'stdout') writeSync(file, chunk);
      });
    } finally {
      closeSync(file);
    }
  }

  private async dump(): Promise<Map<string, string>> {
    const certificate = [
      '--cacert',
      `${ETCD_PKI}/ca.crt`,
      '--cert',
      `${ETCD_PKI}/healthcheck-client.crt`,
      '--key',
      `${ETCD_PKI}/healthcheck-client.key`,
    ];
    const get = ['get', '--prefix', '/registry/', '--write-out=json'];
    const { stdout } = await this.exec('etcd to be read', [
      'etcdctl',
      '--endpoints=https://127.0.0.1:2379',
      ...certificate,
      ...get,
    ]);
    const { kvs } = JSON.parse(stdout) as { kvs: { key: string; value?: string }[] };
    const text = (base64 = '') => Buffer.from(base64, 'base64').toString('utf8');
    return new Map(kvs.map(({ key, value }) => [text(key), text(value)]));
  }

  /** @param output `true`: the user sees what the program says; or who is given its output, which is then not kept */
  private async exec(
    what: string,
    command: readonly string[],
    output: boolean | ((chunk: Buffer, stream: 'stdout' | 'stderr') => void) = false,
  ): Promise<{ stdout: string }> {
    const { engine, progress, signal } = this.options;
    const show = (chunk: Buffer) => progress.log(chunk.toString().trimEnd());
    const onOutput = output === true ? show : output || undefined;
    try {
      return await engine.exec(this.name, command, {
        ...(signal && { signal }),
        ...(onOutput && { onOutput }),
        maxBuffer: typeof output === 'function' ? 64 * 1024 : 512 * 1024 * 1024,
      });
    } catch (error) {
      const said = error instanceof CommandError ? `\n${error.output.trimEnd().slice(-4_000)}` : '';
      const cause = wrapError(error, `cannot build ci-image: waited for ${what}`);
      throw new KindlingError('BUILD_FAILED', `${cause.message}${said}`, { cause: error });
    }
  }
}

const CTR = ['ctr', '--namespace=k8s.io', 'images'];
