import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { readFacts } from '../facts/facts.js';
import { fakeWorld } from '../testing/fake-world.js';
import { withoutResourceRights } from './base-spec.js';
import { restrictOomScore, useSnapshotter } from './config-toml.js';
import { configureContainerd } from './configure.js';

const CONFIG = `version = 3
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "overlayfs"
[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = false
`;
const FULL_RIGHTS = 'CapEff:\t000001ffffffffff\nCapBnd:\t000001ffffffffff\n';
const RESTRICTED = 'CapEff:\t000001fffeffffff\nCapBnd:\t000001fffeffffff\n';
const SPEC = '{"process":{"capabilities":{"bounding":["CAP_KILL","CAP_SYS_RESOURCE"]}}}';
const node = (status: string, uidMap = '0 0 4294967295') => ({
  '/etc/containerd/config.toml': CONFIG,
  '/etc/containerd/cri-base.json': SPEC,
  '/proc/self/status': status,
  '/proc/self/uid_map': uidMap,
});

test('an OOM score setting is switched on where it stands, and only there', () => {
  equal(restrictOomScore(CONFIG), CONFIG.replace('adj = false', 'adj = true'));
});

test('a missing OOM score setting is added to the CRI table, or with it', () => {
  equal(
    restrictOomScore("version = 3\n[plugins.'io.containerd.cri.v1.runtime']\n  x = 1\n"),
    "version = 3\n[plugins.'io.containerd.cri.v1.runtime']\n  restrict_oom_score_adj = true\n  x = 1\n",
  );
  equal(
    restrictOomScore('version = 2\n'),
    'version = 2\n\n[plugins."io.containerd.grpc.v1.cri"]\n  restrict_oom_score_adj = true\n',
  );
});

test('the snapshotter is replaced, names with $ too', () => {
  equal(useSnapshotter('  snapshotter = "overlayfs"\n', '$&'), '  snapshotter = "$&"\n');
});

test('the base spec loses CAP_SYS_RESOURCE and resource limits and keeps the rest', () => {
  const spec = { process: { capabilities: { bounding: ['CAP_SYS_RESOURCE'] }, rlimits: [{}], cwd: '/' }, hooks: {} };
  deepEqual(JSON.parse(withoutResourceRights(JSON.stringify(spec))), {
    process: { capabilities: { bounding: [] }, cwd: '/' },
    hooks: {},
  });
  equal(withoutResourceRights('{"process":{}}'), '{"process":{}}');
});

test('a host that can raise limits leaves the configuration alone', async (t) => {
  const world = fakeWorld(t, node(FULL_RIGHTS));
  equal(await configureContainerd(world, readFacts(world)), 'overlayfs');
  equal(world.read('/etc/containerd/config.toml'), CONFIG);
  equal(world.read('/etc/containerd/cri-base.json'), SPEC);
});

test('without CAP_SYS_RESOURCE containerd and its containers ask for less', async (t) => {
  const world = fakeWorld(t, node(RESTRICTED));
  await configureContainerd(world, readFacts(world));
  equal(world.read('/etc/containerd/config.toml'), restrictOomScore(CONFIG));
  deepEqual(JSON.parse(world.read('/etc/containerd/cri-base.json')).process.capabilities, { bounding: ['CAP_KILL'] });
});

test('the environment decides the snapshotter before file systems do', async (t) => {
  const world = fakeWorld(t, node(FULL_RIGHTS));
  world.fileSystem = 0x2fc12fc1;
  equal(await configureContainerd(world, readFacts(world)), 'native');
  world.env.KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER = 'fuse-overlayfs';
  equal(await configureContainerd(world, readFacts(world)), 'fuse-overlayfs');
  deepEqual(world.commands, ['systemctl enable containerd-fuse-overlayfs']);
  equal(world.read('/etc/containerd/config.toml').includes('snapshotter = "fuse-overlayfs"'), true);
});

test('in a user namespace overlayfs is used only where it can be mounted', async (t) => {
  const world = fakeWorld(t, node(FULL_RIGHTS, '0 1000 1'));
  equal(await configureContainerd(world, readFacts(world)), 'overlayfs');
  equal(world.read('/etc/containerd/config.toml'), restrictOomScore(CONFIG));
  world.outputs.set('mount -t overlay', new Error('mount: permission denied'));
  equal(await configureContainerd(world, readFacts(world)), 'fuse-overlayfs');
});
