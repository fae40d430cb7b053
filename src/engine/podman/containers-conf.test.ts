import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'smol-toml';
import { containersConf } from './containers-conf.js';
import { podmanEnvironment } from './environment.js';
import { hardLimit, type PodmanHost } from './host.js';

const plain: PodmanHost = {
  rootless: false,
  canRaiseLimits: true,
  hardLimits: { nofile: 20_000, nproc: 4096 },
  cgroups: 'v2',
  crun: true,
  runc: true,
  netavark: true,
  recordedBackend: undefined,
  hasContainers: false,
  netavarkChosen: false,
};

const conf = (host: Partial<PodmanHost>, ...existing: string[]) => {
  const text = containersConf({ ...plain, ...host }, existing);
  return text === undefined ? undefined : JSON.parse(JSON.stringify(parse(text)));
};

test('an ordinary host needs no configuration', () => {
  assert.equal(conf({}), undefined);
  assert.equal(conf({ canRaiseLimits: false, rootless: true }), undefined);
  assert.equal(conf({ canRaiseLimits: false, hardLimits: { nofile: Infinity, nproc: Infinity } }), undefined);
});

test("without the capability to raise them, limits are the host's", () => {
  assert.deepEqual(conf({ canRaiseLimits: false }), {
    containers: { default_ulimits: ['nofile=20000:20000', 'nproc=4096:4096'] },
  });
  assert.deepEqual(conf({ canRaiseLimits: false, hardLimits: { nofile: 1_048_576, nproc: 4096 } }), {
    containers: { default_ulimits: ['nproc=4096:4096'] },
  });
});

test('hybrid cgroups want runc where crun would be taken', () => {
  assert.deepEqual(conf({ cgroups: 'hybrid' }), { engine: { runtime: 'runc' } });
  assert.equal(conf({ cgroups: 'hybrid', crun: false }), undefined);
  assert.equal(conf({ cgroups: 'hybrid', runc: false }), undefined);
  assert.equal(conf({ cgroups: 'v1' }), undefined);
});

test('netavark replaces CNI as long as CNI looks after no container', () => {
  const netavark = { network: { network_backend: 'netavark' } };
  const cni = { recordedBackend: 'cni' };
  assert.deepEqual(conf(cni), netavark);
  assert.equal(conf({ ...cni, hasContainers: true }), undefined);
  assert.deepEqual(conf({ ...cni, hasContainers: true, netavarkChosen: true }), netavark);
  assert.equal(conf({ ...cni, netavark: false }), undefined);
  assert.equal(conf({ recordedBackend: 'netavark' }), undefined);
});

test('what the user has configured stays, later files over earlier ones', () => {
  assert.deepEqual(
    conf(
      { canRaiseLimits: false, cgroups: 'hybrid' },
      '[containers]\ndns_servers = ["1.1.1.1"]\n[engine]\nruntime = "first"\nnum_locks = 1',
      '[engine]\nruntime = "kata"',
    ),
    {
      containers: { default_ulimits: ['nofile=20000:20000', 'nproc=4096:4096'], dns_servers: ['1.1.1.1'] },
      engine: { runtime: 'kata', num_locks: 1 },
    },
  );
});

test('hard limits are read from /proc', () => {
  const limits = [
    'Limit                     Soft Limit           Hard Limit           Units     ',
    'Max processes             100                  unlimited            processes ',
    'Max open files            1024                 20000                files     ',
  ].join('\n');
  assert.equal(hardLimit(limits, 'Max open files'), 20_000);
  assert.equal(hardLimit(limits, 'Max processes'), Infinity);
  assert.equal(hardLimit('', 'Max processes'), Infinity);
});

test("a user's own CONTAINERS_CONF is left alone", () => {
  assert.deepEqual(podmanEnvironment({ CONTAINERS_CONF: '/mine', HOME: '/nowhere' }), {});
});

test('the file is written once, and only where it is needed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kindling-test-'));
  try {
    const env = { PATH: process.env.PATH, HOME: directory, XDG_STATE_HOME: directory };
    const { CONTAINERS_CONF: path } = podmanEnvironment(env);
    if (path === undefined) return; // an ordinary host
    const before = await stat(path);
    parse(await readFile(path, 'utf8'));
    assert.deepEqual(podmanEnvironment(env), { CONTAINERS_CONF: path });
    assert.equal((await stat(path)).ino, before.ino);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
