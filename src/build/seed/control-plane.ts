import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KindlingError, wrapError } from '../../errors.js';
import { CommandError, run } from '../../exec/run.js';
import { SEED_SERVICE_SUBNET } from '../../seed/seed.js';
import { withKeysIn } from './configuration.js';
import { freePorts } from './free-ports.js';

/** A control plane on this machine's loopback interface: etcd, the API server and a few controllers, no kubelet. */
export interface ControlPlane {
  /** Runs kubectl with the administrator's rights. */
  kubectl(args: readonly string[], stdin?: string): Promise<string>;
  /** Runs phases of `kubeadm init` against it. */
  kubeadm(phase: readonly string[], configuration: string): Promise<void>;
  /** Everything that etcd holds: JSON texts by key. */
  dump(): Promise<Map<string, string>>;
  /** Absolute path of the keys. */
  pki: string;
  /** Of the API server. */
  port: number;
}

export interface ControlPlaneOptions {
  /** Host path of the binary that is all of Kubernetes' programs. */
  binary: string;
  /** Absolute path of an existing directory, for keys and data. */
  work: string;
  /** Content of kubeadm's configuration file. */
  configuration: string;
  signal: AbortSignal | undefined;
}

/** Milliseconds that the API server may take to start. */
const DEADLINE = 120_000;

/** Controllers that make objects of their own in a cluster without nodes and pods. */
const CONTROLLERS = [
  'clusterrole-aggregation-controller',
  'root-ca-certificate-publisher-controller',
  'serviceaccount-controller',
];

/**
 * Runs a control plane while `use` runs. The API server stores JSON, which can be filled in without knowing the types.
 *
 * @throws {KindlingError} BUILD_FAILED with a program's last output when it ends too early; what `use` throws
 */
export async function withControlPlane<T>(
  options: ControlPlaneOptions,
  use: (controlPlane: ControlPlane) => Promise<T>,
): Promise<T> {
  const { binary, work } = options;
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const pki = join(work, 'pki');
  const config = async (text: string) => {
    const path = join(work, 'kubeadm.yaml');
    await writeFile(path, withKeysIn(text, pki));
    return path;
  };
  const program = async (args: readonly string[], stdin?: string) =>
    (await run([binary, ...args], { signal, cwd: work, ...(stdin !== undefined && { stdin }) })).stdout;

  const path = await config(options.configuration);
  await mkdir(join(work, 'conf'));
  await program(['kubeadm', 'init', 'phase', 'certs', 'all', '--config', path]);
  await program([
    'kubeadm',
    'init',
    'phase',
    'kubeconfig',
    'all',
    '--config',
    path,
    '--kubeconfig-dir',
    join(work, 'conf'),
  ]);
  const [client = 0, peer = 0, api = 0] = await freePorts(3);
  const kubeconfig = async (name: string) => {
    const text = await readFile(join(work, 'conf', `${name}.conf`), 'utf8');
    const local = join(work, `${name}.conf`);
    await writeFile(
      local,
      // The certificate is for the cluster's names, not for this machine.
      text
        .replace(/server: .*/, `server: https://127.0.0.1:${api}`)
        .replace(/certificate-authority-data: .*/, 'insecure-skip-tls-verify: true'),
    );
    return local;
  };
  const admin = await kubeconfig('super-admin');
  const manager = await kubeconfig('controller-manager');
  const servers: Promise<never>[] = [];
  const start = (command: readonly string[]) => {
    const server = serve(binary, command, work, signal);
    server.catch(() => {});
    servers.push(server);
  };
  start(etcdCommand(join(work, 'etcd'), client, peer));
  start(apiServerCommand(pki, client, api));
  const kubectl = async (args: readonly string[], stdin?: string) =>
    await program(['kubectl', '--kubeconfig', admin, ...args], stdin);
  try {
    await Promise.race([...servers, ready(() => kubectl(['get', '--raw', '/readyz']), signal)]);
    start(controllerManagerCommand(pki, manager));
    const controlPlane: ControlPlane = {
      kubectl,
      kubeadm: async (phase, configuration) => {
        await program([
          'kubeadm',
          'init',
          'phase',
          ...phase,
          '--config',
          await config(configuration),
          '--kubeconfig',
          admin,
        ]);
      },
      dump: () => dumpEtcd(`http://127.0.0.1:${client}`, signal),
      pki,
      port: api,
    };
    return await Promise.race([...servers, use(controlPlane)]);
  } finally {
    stop.abort();
    await Promise.allSettled(servers);
  }
}

/** Runs a server until it is stopped; it must not end before. */
async function serve(binary: string, command: readonly string[], cwd: string, signal: AbortSignal): Promise<never> {
  const [name] = command;
  try {
    await run([binary, ...command], { signal, cwd, maxBuffer: 64 * 1024 });
  } catch (error) {
    const last = error instanceof CommandError ? error.output.trimEnd().split('\n').slice(-5).join('\n') : '';
    throw wrapError(error, `${name} failed while the seed was being made${last && `:\n${last}\n`}`);
  }
  throw new KindlingError('BUILD_FAILED', `${name} ended while the seed was being made`);
}

async function ready(ask: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  for (const started = performance.now(); ; await sleep(200, undefined, { signal })) {
    try {
      await ask();
      return;
    } catch (error) {
      if (signal.aborted) throw error;
      if (performance.now() - started > DEADLINE)
        throw wrapError(error, `the seed's API server did not start within ${DEADLINE / 1000} s`);
    }
  }
}

function etcdCommand(data: string, client: number, peer: number): string[] {
  const [clients, peers] = [client, peer].map((port) => `http://127.0.0.1:${port}`);
  return [
    'etcd',
    '--name=seed',
    `--data-dir=${data}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
    ...[`--listen-client-urls=${clients}`, `--advertise-client-urls=${clients}`],
    ...[`--listen-peer-urls=${peers}`, `--initial-advertise-peer-urls=${peers}`, `--initial-cluster=seed=${peers}`],
  ];
}

/** The flags that kubeadm gives it, as far as they matter to what it stores. */
function apiServerCommand(pki: string, etcd: number, port: number): string[] {
  return [
    'kube-apiserver',
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    '--storage-media-type=application/json',
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    '--endpoint-reconciler-type=none',
    `--service-cluster-ip-range=${SEED_SERVICE_SUBNET}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--enable-bootstrap-token-auth=true',
    '--allow-privileged=true',
    `--client-ca-file=${pki}/ca.crt`,
    ...[`--tls-cert-file=${pki}/apiserver.crt`, `--tls-private-key-file=${pki}/apiserver.key`],
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    ...[`--service-account-key-file=${pki}/sa.pub`, `--service-account-signing-key-file=${pki}/sa.key`],
  ];
}

function controllerManagerCommand(pki: string, kubeconfig: string): string[] {
  return [
    'kube-controller-manager',
    ...['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map((flag) => `--${flag}=${kubeconfig}`),
    '--secure-port=0',
    '--leader-elect=false',
    '--use-service-account-credentials=true',
    `--root-ca-file=${pki}/ca.crt`,
    `--service-account-private-key-file=${pki}/sa.key`,
    `--controllers=${CONTROLLERS.join(',')}`,
  ];
}

/** Reads all keys through etcd's JSON gateway. */
async function dumpEtcd(url: string, signal: AbortSignal): Promise<Map<string, string>> {
  const all = { key: Buffer.from('/').toString('base64'), range_end: Buffer.from('0').toString('base64') };
  const response = await fetch(`${url}/v3/kv/range`, { method: 'POST', body: JSON.stringify(all), signal });
  if (!response.ok) throw new KindlingError('BUILD_FAILED', `etcd could not be read: ${await response.text()}`);
  const { kvs } = (await response.json()) as { kvs: { key: string; value?: string }[] };
  const text = (base64 = '') => Buffer.from(base64, 'base64').toString('utf8');
  return new Map(kvs.map(({ key, value }) => [text(key), text(value)]));
}
