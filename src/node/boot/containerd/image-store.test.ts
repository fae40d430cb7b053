import { deepEqual, equal } from 'node:assert/strict';
import { chmodSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { fakeWorld } from '../testing/fake-world.js';
import { provideImageStore } from './image-store.js';

const SNAPSHOTS = 'io.containerd.snapshotter.v1.overlayfs/snapshots';
const BLOBS = 'io.containerd.content.v1.content/blobs/sha256';
const META = 'io.containerd.metadata.v1.bolt/meta.db';
const FILES = {
  [`/kind/containerd/${SNAPSHOTS}/1/fs/file`]: 'one',
  [`/kind/containerd/${SNAPSHOTS}/2/fs/file`]: 'two',
  '/kind/containerd/io.containerd.snapshotter.v1.overlayfs/metadata.db': 'snapshots',
  [`/kind/containerd/${BLOBS}/abc`]: 'blob',
  [`/kind/containerd/${META}`]: 'index',
};

test('snapshots and blobs become links into the image, databases copies', async (t) => {
  const world = fakeWorld(t, FILES);
  chmodSync(world.path('/kind/containerd/io.containerd.snapshotter.v1.overlayfs'), 0o700);
  equal(await provideImageStore(world), 'linked');
  const root = world.path('/var/lib/containerd');
  deepEqual(readdirSync(`${root}/${SNAPSHOTS}`).sort(), ['1', '2']);
  equal(readlinkSync(`${root}/${SNAPSHOTS}/2`), `/kind/containerd/${SNAPSHOTS}/2`);
  equal(readlinkSync(`${root}/${BLOBS}/abc`), `/kind/containerd/${BLOBS}/abc`);
  equal(world.read(`/var/lib/containerd/${META}`), 'index');
  equal(world.read('/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/metadata.db'), 'snapshots');
  equal(statSync(`${root}/io.containerd.snapshotter.v1.overlayfs`).mode & 0o777, 0o700);
  deepEqual(readdirSync(world.path('/var/lib')), ['containerd'], 'the overlay tried is gone');
});

test('a node that is started again keeps its store', async (t) => {
  const world = fakeWorld(t, { ...FILES, [`/var/lib/containerd/${META}`]: 'mine' });
  equal(await provideImageStore(world), 'present');
  equal(world.read(`/var/lib/containerd/${META}`), 'mine');
  deepEqual(world.commands, []);
});

test('an image without an unpacked store is left alone', async (t) => {
  const world = fakeWorld(t, { '/kind/version': 'v1.36.3' });
  equal(await provideImageStore(world), 'none');
});

test('a boot that was broken off is completed', async (t) => {
  const world = fakeWorld(t, { ...FILES, [`/var/lib/containerd/${SNAPSHOTS}/1/fs/part`]: '' });
  equal(await provideImageStore(world), 'linked');
  equal(readlinkSync(world.path(`/var/lib/containerd/${SNAPSHOTS}/1`)), `/kind/containerd/${SNAPSHOTS}/1`);
});

test('where overlays over the image are refused the trees are copied', async (t) => {
  const world = fakeWorld(t, FILES);
  world.outputs.set('mount -t overlay', new Error('wrong fs type, bad option, bad superblock on overlay'));
  equal(await provideImageStore(world), 'copied');
  deepEqual(world.commands.slice(1), [
    `cp --archive /kind/containerd/${SNAPSHOTS} /var/lib/containerd/${SNAPSHOTS}`,
    `cp --archive /kind/containerd/${BLOBS} /var/lib/containerd/${BLOBS}`,
  ]);
  equal(world.read(`/var/lib/containerd/${META}`), 'index');
});
