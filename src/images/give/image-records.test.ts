import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ImageRecord, lackingImages, parseImageList } from './image-records.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;

test("containerd's table of images is read, sizes and labels or not", () => {
  const table = [
    'REF                                TYPE                                       DIGEST SIZE PLATFORMS LABELS ',
    `registry.k8s.io/kube-proxy:v1.36.3 application/vnd.oci.image.manifest.v1+json ${DIGEST} 60.1 MiB linux/amd64 io.cri-containerd.image=managed,io.cri-containerd.pinned=pinned `,
    `docker.io/library/app:1 application/vnd.oci.image.index.v1+json ${DIGEST} 0.0 B - - `,
    '',
  ].join('\n');
  assert.deepEqual(parseImageList(table), [
    { name: 'registry.k8s.io/kube-proxy:v1.36.3', target: DIGEST, pinned: true },
    { name: 'docker.io/library/app:1', target: DIGEST, pinned: false },
  ]);
  assert.deepEqual(parseImageList(''), []);
});

const record = (name: string, pinned = false): ImageRecord => ({ name, target: DIGEST, pinned });
const names = (records: readonly ImageRecord[]) => records.map(({ name }) => name);

const NEW = [
  'registry.k8s.io/kube-apiserver:v1.36.3',
  'registry.k8s.io/kube-controller-manager:v1.36.3',
  'registry.k8s.io/kube-scheduler:v1.36.3',
  'registry.k8s.io/etcd:3.6.8-0',
  'registry.k8s.io/pause:3.10.2',
  'registry.k8s.io/kube-proxy:v1.36.3',
  'registry.k8s.io/coredns/coredns:v1.14.2',
];

test('workers lack what runs on all nodes, control planes the static pods as well', () => {
  const offered = [...NEW, 'localhost/kindling/kindnetd:v1'].map((name) => record(name, true));
  const present = [record('localhost/kindling/kindnetd:v1'), record('registry.k8s.io/kube-proxy:v1.35.4')];
  assert.deepEqual(names(lackingImages(offered, present, false)), NEW.slice(5));
  assert.deepEqual(names(lackingImages(offered, present, true)), NEW);
  assert.deepEqual(lackingImages(offered, offered, true), []);
});

test("images count by their names where they are not pinned, and the user's do not", () => {
  const kindnetd = 'docker.io/kindest/kindnetd:v20260101';
  const offered = [kindnetd, 'docker.io/library/app:1', DIGEST, `${NEW[5]}@${DIGEST}`, `import-2026-01-01@${DIGEST}`];
  assert.deepEqual(
    names(
      lackingImages(
        offered.map((name) => record(name)),
        [],
        false,
      ),
    ),
    [kindnetd],
  );
  assert.deepEqual(names(lackingImages([record(DIGEST, true)], [], false)), []);
});
