/** The image store that preloads are written into, in the hands of the containerd that nodes have. */
import assert from 'node:assert/strict';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostArch } from '../../src/build/base/base-parts.js';
import { materialize } from '../../src/build/cache.js';
import { openImageArchive } from '../../src/build/content/archive-content.js';
import { containerdPart } from '../../src/build/parts/containerd.js';
import { writeImages } from '../../src/build/preload/image-blobs.js';
import { Tree } from '../../src/build/rootfs/tree.js';
import { withContainerd } from '../../src/build/store/containerd.js';
import { sampleArchive } from '../../src/build/testing/sample-image.js';

test('containerd finds preloaded images complete, by all their names, and unpacks them', async (t) => {
  const work = await mkdtemp(join(tmpdir(), 'kindling-preload-'));
  t.after(() => rm(work, { recursive: true, force: true }));
  const { dir } = await materialize(await containerdPart({ arch: hostArch }));
  const programs = { containerd: join(dir, 'bin', 'containerd'), ctr: join(dir, 'bin', 'ctr') };
  const layers = [{ 'etc/lower': 'l', 'etc/both': 'old' }, { 'etc/both': 'new' }];
  const options = { names: ['registry.test/team/app:1'], layers, arch: hostArch, run: { Cmd: ['/x'] } };
  const archive = await openImageArchive(await sampleArchive(work, options), hostArch, work);
  const [image] = archive.images;
  const tree = new Tree(join(work, 'tree'));
  await writeImages(tree, archive.images, undefined);
  await archive.close();
  await rename(tree.at('/kind/containerd'), join(work, 'root'));

  await withContainerd(work, programs, async ({ ctr }) => {
    const names = (await ctr(['images', 'list', '--quiet'])).split('\n').filter(Boolean);
    assert.deepEqual(names, [
      'registry.test/team/app:1',
      ...(image?.digests.map((digest) => `registry.test/team/app@${digest}`) ?? []),
    ]);
    assert.match(await ctr(['images', 'list']), /io\.cri-containerd\.image=managed,io\.cri-containerd\.pinned=pinned/);
    const check = async () => (await ctr(['images', 'check'])).split('\n')[1] ?? '';
    // The configuration and both layers are there, and not unpacked.
    assert.match(await check(), /complete \(3\/3\).*\bfalse\b/);
    assert.equal((await ctr(['content', 'list', '--quiet'])).split('\n').filter(Boolean).length, 4);
    // Whatever containerd does not hold on to goes when something is removed.
    await ctr(['images', 'tag', 'registry.test/team/app:1', 'registry.test/team/app:2']);
    await ctr(['images', 'remove', '--sync', 'registry.test/team/app:2']);
    await ctr(['snapshots', '--snapshotter=overlayfs', 'unpack', image?.manifest.digest ?? '']);
    assert.match(await check(), /complete \(3\/3\).*\btrue\b/);
  });
});
