import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse as parseToml } from 'smol-toml';
import { parseAllDocuments } from 'yaml';
import { run } from '../../exec/run.js';
import { shippedFile } from '../pins.js';
import { unpackDebian } from './mmdebstrap.js';

async function shipped(...path: string[]): Promise<string> {
  return await readFile(await shippedFile('images', ...path), 'utf8');
}

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
}

function documents(text: string): Manifest[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}

test('the network manifest asks to be templated and patched, as kind does', async () => {
  const text = await shipped('node', 'manifests', 'default-cni.yaml');
  assert.match(text, /would you kindly template this file/);
  assert.match(text, /would you kindly patch this file/);
  // Go's templates and ours fill in this one field and nothing else.
  assert.deepEqual(text.match(/\{\{.*?\}\}/g), ['{{ .PodSubnet }}']);
  const kinds = documents(text).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  assert.deepEqual(kinds, [
    'ServiceAccount/kindnet',
    'ClusterRole/kindnet',
    'ClusterRoleBinding/kindnet',
    'DaemonSet/kindnet',
  ]);
});

test('the storage manifest has the default class and what serves it', async () => {
  const manifests = documents(await shipped('node', 'manifests', 'default-storage.yaml'));
  const storageClass = manifests.find(({ kind }) => kind === 'StorageClass');
  assert.equal(storageClass?.metadata.name, 'standard');
  const config = manifests.find(({ kind }) => kind === 'ConfigMap') as unknown as { data: Record<string, string> };
  assert.deepEqual(Object.keys(config.data), ['config.json', 'setup', 'teardown', 'helperPod.yaml']);
  assert.doesNotThrow(() => JSON.parse(config.data['config.json'] ?? ''));
  assert.equal(documents(config.data['helperPod.yaml'] ?? '')[0]?.kind, 'Pod');
});

test("containerd's configuration is of version 2 and names the sandbox image", async () => {
  const text = await shipped('base', 'files', 'etc', 'containerd', 'config.toml');
  const config = parseToml(text) as { version: number; plugins: Record<string, Record<string, unknown>> };
  assert.equal(config.version, 2);
  assert.match(text, /sandbox_image\s+=\s+"([^\n]+)"/);
  const cri = config.plugins['io.containerd.grpc.v1.cri'] as { containerd: { snapshotter: string; runtimes: object } };
  assert.equal(cri.containerd.snapshotter, 'overlayfs');
  assert.deepEqual(Object.keys(cri.containerd.runtimes), ['runc', 'test-handler']);
});

test('every script is one that sh can read', async () => {
  const scripts = ['create-kubelet-cgroup', 'create-kubelet-cgroup-v2', 'mount-product-files', 'undo-mount-hacks'];
  for (const name of scripts) {
    await run(['sh', '-n', await shippedFile('images', 'base', 'files', 'kind', 'bin', `${name}.sh`)]);
  }
  await run(['sh', '-n', await shippedFile('images', 'node', 'iptables-wrapper.sh')]);
});

test('without mmdebstrap the error says what to install', { skip: process.getuid?.() !== 0 }, async (t) => {
  const path = process.env.PATH;
  const root = await mkdtemp(join(tmpdir(), 'kindling-debian-'));
  t.after(async () => {
    process.env.PATH = path;
    await rm(root, { recursive: true });
  });
  process.env.PATH = '/nonexistent';
  await assert.rejects(unpackDebian(join(root, 'rootfs'), { suite: 'bookworm', packages: ['bash'] }, 'amd64'), {
    code: 'BUILD_FAILED',
    hint: 'Install it: apt-get install mmdebstrap',
  });
});
