import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { bucketAt } from '../../bolt/bucket.js';
import { readBolt } from '../../bolt/read.js';
import { COMPONENT_IMAGES_PATH } from '../../kubeadm/component-images.js';
import { silent } from '../../progress.js';
import { openImageArchive } from '../content/archive-content.js';
import { configOf, type ImageContent } from '../content/image-content.js';
import { readImageFiles } from '../content/read-files.js';
import { INDEX_PATH } from '../preload/image-blobs.js';
import { storeNames } from '../store/names.js';
import { sampleArchive } from '../testing/sample-image.js';
import { type DistributionImageOptions, distributionImage } from './distribution-image.js';

const EKS = 'public.ecr.aws/eks-distro';
const VERSION = 'v1.33.1-eks-1-33-4';
const COMPONENTS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'];
const LISTED = `registry.k8s.io/kube-apiserver:${VERSION}
registry.k8s.io/coredns/coredns:v1.12.0
registry.k8s.io/pause:3.10
registry.k8s.io/etcd:3.5.21-0
`;

/** Programs and archives of a distribution with these images, and what a build of it takes. */
async function sample(t: TestContext, names: readonly string[], supplied: string[] = []) {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-distribution-'));
  const open: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const item of open) await item.close();
    await rm(dir, { recursive: true });
  });
  const work = { dir, closeAtEnd: (item: { close(): Promise<void> }) => open.push(item) };
  const images = (all: readonly string[]) =>
    Promise.all(all.map((name) => sampleArchive(dir, { names: [name], layers: [{ [name]: name }] })));
  const opened = async (path: string) => {
    const archive = await openImageArchive(path, 'amd64', dir);
    work.closeAtEnd(archive);
    return archive.images;
  };
  const program = async (name: string, text: string) => {
    await writeFile(join(dir, name), text, { mode: 0o755 });
    return join(dir, name);
  };
  const distribution = {
    version: undefined,
    programs: {
      kubeadm: await program('kubeadm', `#!/bin/sh\nprintf '${LISTED.replaceAll('\n', '\\n')}'\n`),
      kubectl: await program('kubectl', 'kubectl'),
      kubelet: await program('kubelet', 'kubelet'),
    },
    archives: await images(names),
  };
  const baseArchive = await sampleArchive(dir, { names: ['b:1'], layers: [{ etc: 'b' }], run: { Env: ['A=1'] } });
  const options: DistributionImageOptions = {
    engine: undefined,
    arch: 'amd64',
    work,
    progress: silent,
    caching: {},
    preload: {},
    base: (await opened(baseArchive))[0] as ImageContent,
    containerdConfig: '  sandbox_image = "x"\n  SystemdCgroup = true\n',
    supply: async (wanted, version) => {
      supplied.push(...Object.entries(wanted).map(([role, name]) => `${role} ${name}`));
      const own = storeNames(version, { etcd: '', coredns: '', pause: '' }, '1');
      const made = await images([
        own.kindnetd,
        own.localPathProvisioner,
        own.localPathHelper,
        ...Object.values(wanted),
      ]);
      return { images: (await Promise.all(made.map(opened))).flat(), names: own };
    },
  };
  return { distribution, options, images };
}

const components = COMPONENTS.map((name) => `${EKS}/kubernetes/${name}:${VERSION}`);

async function contents(image: ImageContent) {
  const paths = ['kind/version', 'usr/bin/kubelet', 'etc/containerd/config.toml', 'kind/manifests/default-cni.yaml'];
  const files = await readImageFiles(image, [...paths, INDEX_PATH, COMPONENT_IMAGES_PATH.slice(1)]);
  const text = (path: string) => files.get(path)?.toString();
  const index = readBolt(files.get(INDEX_PATH) ?? Buffer.alloc(0));
  const names = [...(bucketAt(index, 'v1', 'k8s.io', 'images')?.entries.keys() ?? [])].filter(
    (name) => !/@/.test(name),
  );
  return { text, names, told: JSON.parse(text(COMPONENT_IMAGES_PATH.slice(1)) ?? 'null') };
}

test('a distribution is put on a base: its images under their names, and kubeadm told of them', async (t) => {
  const supplied: string[] = [];
  const names = [...components, `${EKS}/etcd-io/etcd:v3.5.21-eks-4`, `${EKS}/kubernetes/pause:${VERSION}`];
  const { distribution, options } = await sample(t, names, supplied);
  const { image, version } = await distributionImage(distribution, options);
  assert.equal(version, VERSION);
  const { text, names: inside, told } = await contents(image);
  assert.equal(text('kind/version'), `${VERSION}\n`);
  assert.equal(text('usr/bin/kubelet'), 'kubelet');
  assert.equal(
    text('etc/containerd/config.toml'),
    `  sandbox_image = "${EKS}/kubernetes/pause:${VERSION}"\n  SystemdCgroup = true\n`,
  );
  assert.match(text('kind/manifests/default-cni.yaml') ?? '', /image: "?localhost\/kindling\/kindnetd:v1/);
  assert.deepEqual(supplied, ['coredns registry.k8s.io/coredns/coredns:v1.12.0']);
  for (const name of [...names, 'registry.k8s.io/coredns/coredns:v1.12.0', 'localhost/kindling/kindnetd:v1']) {
    assert.ok(inside.includes(name), name);
  }
  assert.deepEqual(told, {
    imageRepository: `${EKS}/kubernetes`,
    etcd: { imageRepository: `${EKS}/etcd-io`, imageTag: 'v3.5.21-eks-4' },
    dns: { imageRepository: 'registry.k8s.io/coredns', imageTag: 'v1.12.0' },
  });
  assert.deepEqual(configOf(image).config, { Env: ['A=1'] });
});

test("Kubernetes' own images need not be told of, whatever builds call them", async (t) => {
  const supplied: string[] = [];
  const built = COMPONENTS.map((name) => `registry.k8s.io/${name}-amd64:${VERSION}`);
  const { distribution, options } = await sample(t, built, supplied);
  const { image } = await distributionImage({ ...distribution, version: VERSION }, options);
  const { names, told } = await contents(image);
  assert.equal(told, null);
  assert.ok(names.includes(`registry.k8s.io/kube-proxy:${VERSION}`));
  assert.deepEqual(supplied.map((line) => line.split(' ')[0]).sort(), ['coredns', 'etcd', 'pause']);
});

test('components can be preloaded; a kubeadm that fails does not matter when nothing is missing', async (t) => {
  const supplied: string[] = [];
  const { distribution, options, images } = await sample(t, components, supplied);
  await writeFile(distribution.programs.kubeadm, '#!/bin/sh\nexit 1\n');
  const archives = await images([`${EKS}/coredns/coredns:1`, `${EKS}/etcd-io/etcd:2`, `${EKS}/kubernetes/pause:3`]);
  const { image } = await distributionImage(distribution, { ...options, preload: { archives } });
  assert.deepEqual(supplied, []);
  assert.deepEqual((await contents(image)).told.dns, { imageRepository: `${EKS}/coredns`, imageTag: '1' });
  await assert.rejects(distributionImage(distribution, options), {
    code: 'BUILD_FAILED',
    message: /^kubeadm config images list failed/,
  });
});

test('versions that do not fit together are refused', async (t) => {
  const { distribution, options } = await sample(t, components);
  await assert.rejects(distributionImage({ ...distribution, version: 'v1.33.2' }, options), {
    code: 'BUILD_FAILED',
    message: `the source is of Kubernetes v1.33.2, but its images have the tag of ${VERSION}: kubeadm would not find them`,
  });
  const odd = await sample(
    t,
    COMPONENTS.map((name) => `${EKS}/${name}:latest`),
  );
  await assert.rejects(distributionImage(odd.distribution, odd.options), {
    message: /^invalid Kubernetes version "latest" as the tag of /,
  });
});
