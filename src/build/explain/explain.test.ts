import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openImageArchive } from '../content/archive-content.js';
import type { ImageContent } from '../content/image-content.js';
import { sampleArchive } from '../testing/sample-image.js';
import { componentOf } from './components.js';
import { imageSpace } from './image-space.js';
import { spacePage } from './space-page.js';
import { treemap } from './treemap.js';

test('files belong to components, also where they are unpacked for containers', () => {
  const snapshot = 'kind/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/12/fs';
  const cases: Record<string, string> = {
    [`${snapshot}/usr/local/bin/kubernetes`]: 'Kubernetes with etcd, CoreDNS and storage',
    'usr/bin/kubelet': 'Kubernetes with etcd, CoreDNS and storage',
    'usr/local/bin/containerd-shim-runc-v2': 'containerd',
    'usr/local/bin/node': 'Node.js',
    'usr/lib/systemd/systemd': 'Debian: systemd',
    [`${snapshot}/usr/lib/x86_64-linux-gnu/libc.so.6`]: 'Debian: libraries',
    'usr/bin/bash': 'Debian: programs',
    'etc/hosts': 'Debian: the rest',
    'kind/seed/cluster.json': 'seed of clusters',
    'kind/containerd/io.containerd.content.v1.content/blobs/sha256/00': 'container images, not unpacked',
    'kind/version': "kindling's own programs and files",
  };
  for (const [path, component] of Object.entries(cases)) assert.equal(componentOf(path), component, path);
});

test('every byte of an image is in one component, and on the page', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-explain-'));
  const layers = [
    { 'usr/bin/kubelet': 'k'.repeat(5000), 'usr/bin/<sh>': 's'.repeat(300) },
    { 'usr/local/bin/node': 'n'.repeat(700), 'etc/empty': '' },
  ];
  const archive = await openImageArchive(await sampleArchive(dir, { names: ['a:1'], layers }), 'amd64', dir);
  t.after(async () => {
    await archive.close();
    await rm(dir, { recursive: true });
  });
  const space = await imageSpace(archive.images[0] as ImageContent, 'a:1');
  assert.equal(space.size, 6000);
  assert.deepEqual(
    space.components.map(({ component, size, files }) => [component, size, files.length]),
    [
      ['Kubernetes with etcd, CoreDNS and storage', 5000, 1],
      ['Node.js', 700, 1],
      ['Debian: programs', 300, 1],
    ],
  );
  const page = spacePage(space);
  assert.match(page, /title="\/usr\/bin\/&lt;sh&gt;: 300 B \(Debian: programs\)"/);
  assert.equal(page.match(/<div title=/g)?.length, 3);
  assert.doesNotMatch(page, /NaN|Infinity/);
});

test('a treemap fills its area, each part by its value and none beyond the edge', () => {
  const area = { x: 10, y: 20, width: 300, height: 200 };
  const values = [60, 30, 15, 10, 5, 3, 1, 0.5, 0.1];
  const parts = treemap(values, area);
  const total = values.reduce((sum, value) => sum + value, 0);
  for (const [index, { x, y, width, height }] of parts.entries()) {
    const share = (values[index] as number) / total;
    assert.ok(Math.abs((width * height) / (area.width * area.height) - share) < 1e-9);
    assert.ok(x >= 10 - 1e-6 && y >= 20 - 1e-6 && x + width <= 310 + 1e-6 && y + height <= 220 + 1e-6);
  }
  const [largest] = parts;
  assert.ok(largest && Math.max(largest.width / largest.height, largest.height / largest.width) < 2);
  assert.deepEqual(treemap([], area), []);
});
