import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import type { ArchiveContent } from '../content/archive-content.js';
import { loadPins } from '../pins.js';
import { sampleArchive } from '../testing/sample-image.js';
import { findDistribution } from './directory.js';
import { kubeadmImages, parseImages } from './kubeadm-images.js';
import { componentImages, type RoleNames, rolesOf, versionOfComponents, withoutArchitecture } from './roles.js';
import { pinnedVersion } from './supplied-images.js';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindling-distribution-'));
});
after(() => rm(root, { recursive: true }));

const EKS = 'public.ecr.aws/eks-distro';
const VERSION = 'v1.33.1-eks-1-33-4';
const image = (...names: string[]) => ({ names }) as unknown as ArchiveContent;

test('a release as distributions publish it: programs and images of one architecture, at any depth', async () => {
  const dir = join(root, 'release');
  const archive = await sampleArchive(root, { names: ['x/kube-proxy:1'], layers: [{ x: 'x' }] });
  const files: Record<string, string | undefined> = {};
  for (const arch of ['amd64', 'arm64']) {
    const bin = `artifacts/kubernetes/${VERSION}/bin/linux/${arch}`;
    for (const name of ['kubeadm', 'kubelet', 'kubectl']) files[`${bin}/${name}`] = name;
    for (const name of ['kube-apiserver.tar', 'kube-proxy.tar']) files[`${bin}/${name}`] = undefined;
  }
  files['artifacts/etcd/etcd.tar'] = undefined;
  files['artifacts/notes.tar'] = 'not a tar';
  files['manifest.yaml'] = '';
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    if (content === undefined) await cp(archive, join(dir, path));
    else await writeFile(join(dir, path), content);
  }
  const { programs, archives } = await findDistribution(dir, 'arm64');
  const bin = `artifacts/kubernetes/${VERSION}/bin/linux/arm64`;
  assert.deepEqual(
    Object.values(programs).map((path) => relative(dir, path)),
    [`${bin}/kubeadm`, `${bin}/kubectl`, `${bin}/kubelet`],
  );
  assert.deepEqual(
    archives.map((path) => relative(dir, path)),
    ['artifacts/etcd/etcd.tar', `${bin}/kube-apiserver.tar`, `${bin}/kube-proxy.tar`],
  );
  await rename(join(dir, bin, 'kubelet'), join(dir, 'elsewhere'));
  await assert.rejects(findDistribution(dir, 'arm64'), {
    code: 'BUILD_FAILED',
    message: `directory "${dir}" lacks kubelet for linux/arm64`,
  });
  await mkdir(join(root, 'nothing'));
  await assert.rejects(findDistribution(join(root, 'nothing'), 'amd64'), {
    message: /lacks kubeadm, kubectl, kubelet, image archives \(\*\.tar\) for linux\/amd64$/,
  });
});

const components = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'].map((name) =>
  image(`${EKS}/kubernetes/${name}:${VERSION}`),
);

test('images are known as components by the last word of their names', () => {
  const roles = rolesOf([...components, image('a/b:1', `${EKS}/etcd-io/etcd:v3.5`, 'other/etcd:1'), image()]);
  assert.equal(roles['kube-proxy'], `${EKS}/kubernetes/kube-proxy:${VERSION}`);
  assert.equal(roles.etcd, `${EKS}/etcd-io/etcd:v3.5`);
  assert.equal(roles.coredns, undefined);
  const built = withoutArchitecture(image('registry.k8s.io/kube-proxy-amd64:v1', 'registry.k8s.io/x:1-amd64'), 'amd64');
  assert.deepEqual(built.names, ['registry.k8s.io/kube-proxy:v1', 'registry.k8s.io/x:1-amd64']);
});

test('the version is the tag that all components have', () => {
  assert.equal(versionOfComponents(rolesOf(components)), VERSION);
  const withTag = (tag: string) => rolesOf([...components.slice(1), image(`${EKS}/kubernetes/kube-apiserver:${tag}`)]);
  assert.throws(() => versionOfComponents(rolesOf(components.slice(1))), {
    code: 'BUILD_FAILED',
    message: 'there is no image of kube-apiserver',
  });
  assert.throws(() => versionOfComponents(withTag('v1.33.2')), { message: /from one repository, with one tag/ });
  const all = components.map(({ names: [name = ''] }) => image(name.replace(VERSION, 'v1.37.0-alpha.1_abc')));
  assert.equal(versionOfComponents(rolesOf(all)), 'v1.37.0-alpha.1+abc');
});

test('kubeadm is told of images that it would not ask for by itself', () => {
  const defaults: RoleNames = {
    'kube-apiserver': `registry.k8s.io/kube-apiserver:${VERSION}`,
    etcd: 'registry.k8s.io/etcd:3.5.21-0',
    coredns: 'registry.k8s.io/coredns/coredns:v1.12.0',
  };
  assert.equal(componentImages(defaults, defaults), undefined);
  const roles = {
    ...rolesOf(components),
    etcd: `${EKS}/etcd-io/etcd:v3.5.21-eks`,
    coredns: defaults.coredns as string,
  };
  assert.deepEqual(componentImages(roles, defaults), {
    imageRepository: `${EKS}/kubernetes`,
    etcd: { imageRepository: `${EKS}/etcd-io`, imageTag: 'v3.5.21-eks' },
    dns: { imageRepository: 'registry.k8s.io/coredns', imageTag: 'v1.12.0' },
  });
});

test('kubeadm tells its images; one that cannot be run here is said to be for another architecture', async () => {
  const text = 'registry.k8s.io/kube-apiserver:v1\nregistry.k8s.io/coredns/coredns:v2\nregistry.k8s.io/pause:3\n';
  const expected = {
    'kube-apiserver': 'registry.k8s.io/kube-apiserver:v1',
    coredns: 'registry.k8s.io/coredns/coredns:v2',
    pause: 'registry.k8s.io/pause:3',
  };
  assert.deepEqual(parseImages(text), expected);
  const kubeadm = join(root, 'kubeadm');
  await writeFile(kubeadm, `#!/bin/sh\n[ "$5" = v1.36.3 ] && printf '${text}'\n`, { mode: 0o755 });
  assert.deepEqual(await kubeadmImages(kubeadm, 'v1.36.3', 'amd64'), expected);
  await writeFile(kubeadm, '#!/bin/sh\necho no such version >&2; exit 1\n');
  await assert.rejects(kubeadmImages(kubeadm, 'v1.36.3', 'amd64'), {
    code: 'BUILD_FAILED',
    message: 'kubeadm config images list failed: no such version',
  });
  const foreign = process.arch === 'arm64' ? 'amd64' : 'arm64';
  await assert.rejects(kubeadmImages(kubeadm, 'v1.36.3', foreign), {
    code: 'PREFLIGHT',
    message: new RegExp(`cannot run the kubeadm for ${foreign}`),
  });
});

test('what is supplied is of the pinned version that is nearest', async () => {
  const pins = await loadPins();
  assert.equal(pinnedVersion('v1.34.9-eks-1', pins), 'v1.34.4');
  assert.equal(pinnedVersion('v1.20.0', pins), pins.kubernetes.default);
});
