/** Holds what a node makes of its image's seed to what kubeadm and etcdutl write themselves. Takes some seconds. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readBolt } from '../../src/bolt/read.js';
import { materialize } from '../../src/build/cache.js';
import { kubernetesPart } from '../../src/build/parts/kubernetes.js';
import { loadPins } from '../../src/build/pins.js';
import { seedConfiguration } from '../../src/build/seed/configuration.js';
import { freePorts } from '../../src/build/seed/free-ports.js';
import { kubeadmFiles } from '../../src/build/seed/kubeadm-files.js';
import { nodeFiles } from '../../src/build/seed/node-files.js';
import { writeEtcdData } from '../../src/etcd/data-directory.js';
import { etcdDatabase } from '../../src/etcd/database.js';
import { run } from '../../src/exec/run.js';
import type { TuningFacts } from '../../src/kubeadm/tuning.js';
import { issueIdentities } from '../../src/pki/identity.js';
import type { SeedInput } from '../../src/seed/input.js';
import { fillJoinedFiles } from '../../src/seed/joined-files.js';
import { replaceMarkers } from '../../src/seed/markers.js';
import { fillNodeFiles } from '../../src/seed/node-files.js';
import { SEED_FORMAT, type SeedFile, type SeedNodeFile, VARIANTS, variantKey } from '../../src/seed/seed.js';
import { purposeOf, verifyControlPlane } from '../support/certificates.js';

const version = process.env.KINDLING_TEST_KUBERNETES ?? (await loadPins()).kubernetes.default;
const PKI = '/etc/kubernetes/pki';

let work: string;
let binary: string;
let seed: SeedFile;

before(async () => {
  work = await mkdtemp(join(tmpdir(), 'kindling-seed-'));
  const { dir } = await materialize(await kubernetesPart({ version, arch: 'amd64' }));
  binary = join(dir, 'bin', 'kubernetes');
  const { files, identities } = await nodeFiles(join(work, 'seed'), { version, binary });
  const configurations = Object.entries(files).map(([key, each]) => [key, { cluster: '', kubelet: '', files: each }]);
  seed = { format: SEED_FORMAT, objects: {}, identities, configurations: Object.fromEntries(configurations) };
});
after(() => rm(work, { recursive: true, force: true }));

/** A cluster of which nothing is as in the seed; with one control plane, the node's name is twice in a certificate. */
function input(tuning: TuningFacts): SeedInput {
  const first = 'a-control-plane';
  const providerID = `kind://podman/a/${first}`;
  const labels: Record<string, string> = tuning.cgroupVersion === 1 ? {} : { tier: 'front', 'b.example/zone': '1' };
  return {
    clusterName: 'a',
    endpoint: tuning.controlPlanes === 1 ? `${first}:6443` : 'a-external-load-balancer:6443',
    apiServerAddress: '127.0.0.1',
    podSubnet: '10.244.0.0/16',
    tuning,
    nodes: [{ name: first, address: '10.89.0.7', controlPlane: true, labels, providerID, podCIDRs: ['10.244.0.0/24'] }],
    first,
    others: [],
  };
}

/** The same with another node. */
function withAnother(cluster: SeedInput, role: 'worker' | 'control-plane'): SeedInput {
  const own = { name: 'a-other', address: '10.89.0.8', controlPlane: role === 'control-plane', labels: {} };
  const node = { ...own, providerID: 'kind://podman/a/a-other', podCIDRs: ['10.244.1.0/24'] };
  return { ...cluster, nodes: [...cluster.nodes, node], others: [node.name] };
}

function fill(tuning: TuningFacts): Map<string, SeedNodeFile> {
  const cluster = input(tuning);
  const rename = (name: string) => replaceMarkers(name, cluster);
  return fillNodeFiles(seed, cluster, issueIdentities(seed.identities, { now: new Date(), rename }));
}

/** A file in a form that is the same for all clusters of these names. */
function comparable(path: string, { mode, text }: SeedNodeFile): string {
  const modeText = `${mode.toString(8)}\n`;
  if (text === undefined) return `${modeText}a directory`;
  if (path.endsWith('.crt')) return modeText + purposeOf(text);
  if (/\.(key|pub)$/.test(path)) return modeText + text.replaceAll(/^[A-Za-z0-9+/=]+$/gm, (line) => `${line.length}`);
  const steady = text
    .replaceAll(/client-certificate-data: (\S+)/g, (_, data: string) => purposeOf(decoded(data)))
    .replaceAll(/client-key-data: (\S+)/g, (_, data: string) => decoded(data).split('\n')[0] ?? '')
    .replaceAll(/certificate-authority-data: (\S+)/g, (_, data: string) => purposeOf(decoded(data)));
  return modeText + steady;
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

function comparableFiles(files: ReadonlyMap<string, SeedNodeFile>): Record<string, string> {
  return Object.fromEntries([...files].map(([path, file]) => [path, comparable(path, file)]));
}

for (const tuning of VARIANTS) {
  test(`a node's files are kubeadm's: ${variantKey(tuning)}`, async () => {
    const root = join(work, variantKey(tuning));
    await mkdir(root);
    const configuration = replaceMarkers(seedConfiguration(version, tuning), input(tuning));
    const kubeadm = await kubeadmFiles({ binary, root, configuration, signal: undefined });
    assert.deepEqual(comparableFiles(fill(tuning)), comparableFiles(kubeadm));
  });
}

for (const role of ['worker', 'control-plane'] as const) {
  test(`a kubelet's kubeconfig is written as Kubernetes' own programs write such a one: ${role}`, async () => {
    const cluster = withAnother(input({ controlPlanes: 2, cgroupVersion: 2 }), role);
    const now = new Date();
    const rename = (name: string) => replaceMarkers(name, cluster);
    const identities = issueIdentities(seed.identities, { now, rename });
    const files = fillJoinedFiles(seed, cluster, 'a-other', { identities, now });
    const { mode, text = '' } = files.get('/etc/kubernetes/kubelet.conf') ?? {};
    const directory = join(work, role);
    await mkdir(directory);
    const pem = async (field: string) => {
      const path = join(directory, field);
      await writeFile(path, decoded(new RegExp(`${field}-data: (\\S+)`).exec(text)?.[1] ?? ''));
      return `--${field}=${path}`;
    };
    const kubeconfig = join(directory, 'kubelet.conf');
    const config = async (...args: string[]) =>
      await run([binary, 'kubectl', 'config', '--kubeconfig', kubeconfig, ...args]);
    const server = `--server=https://${role === 'worker' ? cluster.endpoint : '10.89.0.8:6443'}`;
    await config('set-cluster', 'default-cluster', server, await pem('certificate-authority'), '--embed-certs');
    const client = [await pem('client-certificate'), await pem('client-key')];
    await config('set-credentials', 'default-auth', ...client, '--embed-certs');
    const context = ['--cluster=default-cluster', '--user=default-auth', '--namespace=default'];
    await config('set-context', 'default-context', ...context);
    await config('use-context', 'default-context');
    assert.equal(text, await readFile(kubeconfig, 'utf8'));
    assert.equal(mode, (await stat(kubeconfig)).mode & 0o777);
  });
}

test("openssl finds another control plane's certificates good for what they are for", async () => {
  const cluster = withAnother(input({ controlPlanes: 2, cgroupVersion: 2 }), 'control-plane');
  const now = new Date();
  const identities = issueIdentities(seed.identities, { now, rename: (name) => replaceMarkers(name, cluster) });
  const files = fillJoinedFiles(seed, cluster, 'a-other', { identities, now });
  await verifyControlPlane(async (path) => files.get(`${PKI}/${path}`)?.text ?? '');
});

test('openssl finds the certificates good for what they are for, and notices when they are exchanged', async () => {
  const files = fill({ controlPlanes: 1, cgroupVersion: 2 });
  const read = async (path: string) => files.get(`${PKI}/${path}`)?.text ?? '';
  await verifyControlPlane(read);
  const others: Record<string, string> = { 'apiserver.crt': 'apiserver-kubelet-client.crt', 'etcd/ca.crt': 'ca.crt' };
  for (const [path, other] of Object.entries(others)) {
    await assert.rejects(
      verifyControlPlane((each) => read(each === path ? other : each)),
      /openssl verify/,
    );
  }
});

test('the seed of the same Kubernetes is the same each time', async () => {
  const again = await nodeFiles(join(work, 'again'), { version, binary });
  assert.deepEqual(again.identities, seed.identities);
  for (const [key, { files }] of Object.entries(seed.configurations)) assert.deepEqual(again.files[key], files);
});

const MEMBERS = ['a-control-plane', 'a-control-plane2', 'a-control-plane3'].map((name, index) => ({
  name,
  peerUrls: [`https://10.89.0.${index + 7}:2380`, `https://${name}:2380`],
}));

for (const count of [1, 3]) {
  test(`etcd's files are those that etcdutl restores: ${count} of its members`, async () => {
    const members = MEMBERS.slice(0, count);
    const directory = join(work, `etcd-${count}`);
    await mkdir(directory);
    const values = new Map(Array.from({ length: 500 }, (_, index) => [`/registry/${index}`, 'x'.repeat(index * 7)]));
    const [own, theirs, backup] = ['own', 'theirs', 'backup.db'].map((name) => join(directory, name)) as [
      string,
      string,
      string,
    ];
    const member = members.at(-1) as (typeof members)[number];
    await mkdir(own);
    writeEtcdData(own, members, member.name, values);
    await writeFile(backup, etcdDatabase(values, members));
    const all = members.flatMap(({ name, peerUrls }) => peerUrls.map((url) => `${name}=${url}`));
    const names = [`--name=${member.name}`, `--initial-cluster=${all}`];
    const restore = ['snapshot', 'restore', backup, '--skip-hash-check', `--data-dir=${theirs}`];
    await run([binary, 'etcdutl', ...restore, ...names, `--initial-advertise-peer-urls=${member.peerUrls}`]);
    const paths = (await readdir(theirs, { recursive: true })).sort();
    assert.deepEqual((await readdir(own, { recursive: true })).sort(), paths);
    for (const path of paths) {
      const [a, b] = await Promise.all([stat(join(own, path)), stat(join(theirs, path))]);
      assert.equal(a.mode, b.mode, path);
      if (a.isDirectory()) continue;
      const [mine, other] = await Promise.all([readFile(join(own, path)), readFile(join(theirs, path))]);
      // etcdutl writes into the database as it is; what matters is what it holds.
      if (path.endsWith('/db')) assert.deepEqual(readBolt(mine), readBolt(other));
      else if (path.endsWith('.snap')) assert.deepEqual(comparableSnapshot(mine), comparableSnapshot(other));
      else assert.ok(mine.equals(other), path);
    }
  });
}

/**
 * A snapshot's old store, and what follows it, without what is different each time: the order in which members were
 * added. etcd 3.5 has not counted a reading of the store that 3.6 counts.
 */
function comparableSnapshot(snapshot: Buffer): unknown {
  const text = snapshot.toString('latin1');
  const [start, end] = [text.indexOf('{'), text.lastIndexOf('}') + 1];
  const store = JSON.parse(text.slice(start, end), (key, value) => {
    if (key.toLowerCase().endsWith('index') || key === 'getsFail') return undefined;
    return key === 'Events' ? value.map((event: unknown) => JSON.stringify(event)).sort() : value;
  });
  return { store, length: snapshot.length, metadata: text.slice(end) };
}

test('three members that are given the same begin as one cluster', async () => {
  const ports = await freePorts(6);
  const [clients, peers] = [ports.slice(0, 3), ports.slice(3)].map((some) =>
    some.map((port) => `http://127.0.0.1:${port}`),
  );
  const members = MEMBERS.map(({ name }, index) => ({ name, peerUrls: [peers?.[index] ?? ''] }));
  const stop = new AbortController();
  const running = members.map(({ name, peerUrls }, index) => {
    const data = join(work, `member-${index}`);
    writeEtcdData(data, members, name, new Map([['/registry/a', 'b']]));
    const [client, peer] = [clients?.[index] ?? '', peerUrls[0] ?? ''];
    const flags = [
      `--name=${name}`,
      `--data-dir=${data}`,
      `--listen-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
    ];
    const own = [`--advertise-client-urls=${client}`, `--initial-advertise-peer-urls=${peer}`];
    return run([binary, 'etcd', '--log-level=error', ...flags, ...own, `--initial-cluster=${name}=${peer}`], {
      signal: stop.signal,
    }).catch((error: Error) => error);
  });
  try {
    const etcdctl = async (...args: string[]) =>
      (await run([binary, 'etcdctl', `--endpoints=${clients}`, '--command-timeout=60s', ...args])).stdout;
    await etcdctl('put', '/registry/c', 'd');
    assert.equal(await etcdctl('get', '--prefix', '/registry/'), '/registry/a\nb\n/registry/c\nd\n');
    const listed = (await etcdctl('member', 'list')).trim().split('\n');
    assert.deepEqual(
      listed.map((line) => line.split(', ').slice(1, 3).join()).sort(),
      members.map(({ name }) => `started,${name}`),
    );
    const hashes = (await etcdctl('endpoint', 'hashkv')).trim().split('\n');
    assert.equal(new Set(hashes.map((line) => line.split(', ')[1])).size, 1, hashes.join());
  } finally {
    stop.abort();
    await Promise.all(running);
  }
});
