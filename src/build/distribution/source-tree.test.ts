import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildSource, findSource, isSource } from './source-tree.js';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindling-source-'));
});
after(() => rm(root, { recursive: true }));

const SCRIPT = '#!/bin/sh\necho gitCommit abc\necho gitVersion v1.33.1-eks-1-33-4\n';
/** What stands for a build: a target that puts files where Kubernetes' own has them. */
const MAKEFILE = `
OUT=_output/dockerized/bin/linux
quick-release-images:
	@echo "$(KUBE_EXTRA_WHAT) | $(KUBE_BUILD_PLATFORMS) | $$KUBE_VERBOSE" | tee asked
	@mkdir -p $(OUT)/amd64 _output/release-images/amd64
	@for name in $(notdir $(KUBE_EXTRA_WHAT)); do echo $$name > $(OUT)/amd64/$$name; done
	@for name in kube-proxy kube-apiserver; do echo $$name > _output/release-images/amd64/$$name.tar; done
`;

async function source(name: string, files: Record<string, string>): Promise<string> {
  const dir = join(root, name);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
    if (path.endsWith('.sh')) await chmod(join(dir, path), 0o755);
  }
  return dir;
}

test('a directory that stands in for the sources builds by its script and its make target', async () => {
  const dir = await source('fake', { 'hack/print-workspace-status.sh': SCRIPT, Makefile: MAKEFILE });
  assert.equal(await isSource(dir), true);
  const lines: string[] = [];
  const found = await buildSource(dir, { arch: 'amd64', log: (line) => void lines.push(line) });
  assert.deepEqual(found, {
    version: 'v1.33.1-eks-1-33-4',
    programs: Object.fromEntries(
      ['kubeadm', 'kubectl', 'kubelet'].map((name) => [name, join(dir, '_output/dockerized/bin/linux/amd64', name)]),
    ),
    archives: ['kube-apiserver', 'kube-proxy'].map((name) => join(dir, '_output/release-images/amd64', `${name}.tar`)),
  });
  assert.equal(await readFile(join(dir, 'asked'), 'utf8'), 'cmd/kubeadm cmd/kubectl cmd/kubelet | linux/amd64 | 0\n');
  assert.deepEqual(lines, ['cmd/kubeadm cmd/kubectl cmd/kubelet | linux/amd64 | 0']);
});

test('sources of old builds make their programs by a script', async () => {
  const dir = await source('old', {
    'hack/print-workspace-status.sh': SCRIPT.replace('v1.33.1-eks-1-33-4', 'v1.20.15'),
    Makefile: MAKEFILE,
    'build/run.sh': '#!/bin/sh\necho "$@" > ran\n',
  });
  await buildSource(dir, { arch: 'amd64', log: () => undefined });
  assert.equal(
    await readFile(join(dir, 'ran'), 'utf8'),
    'make all WHAT=cmd/kubeadm cmd/kubectl cmd/kubelet KUBE_BUILD_PLATFORMS=linux/amd64\n',
  );
});

test('a build that fails, or makes nothing, is told by its step', async () => {
  const build = async (name: string, files: Record<string, string>, arch: 'amd64' | 'arm64' = 'amd64') =>
    buildSource(await source(name, files), { arch, log: () => undefined });
  const script = { 'hack/print-workspace-status.sh': SCRIPT };
  await assert.rejects(build('silent', { 'hack/print-workspace-status.sh': '#!/bin/sh\n' }), {
    code: 'BUILD_FAILED',
    message: /could not obtain kubernetes version: .* prints no gitVersion/,
  });
  await assert.rejects(build('failing', { 'hack/print-workspace-status.sh': '#!/bin/sh\nexit 3\n' }), {
    code: 'BUILD_FAILED',
    message: /could not obtain kubernetes version: .* failed$/,
  });
  await assert.rejects(build('broken', { ...script, Makefile: 'quick-release-images:\n\texit 7\n' }), {
    code: 'BUILD_FAILED',
    message: /^failed to build images: command "make .*" failed with error: exit status 2$/,
  });
  await assert.rejects(build('other', { ...script, Makefile: MAKEFILE }, 'arm64'), {
    code: 'BUILD_FAILED',
    message: /the build made no image archives in .*release-images\/arm64$/,
  });
});

test('sources are found in the working directory, and where GOPATH has them', async () => {
  const here = await source('here', { 'go.mod': 'module k8s.io/kubernetes\n\ngo 1.26\n' });
  const other = await source('other-module', { 'go.mod': 'module example.com/x\n' });
  const gopath = join(root, 'go');
  assert.equal(await findSource(here, {}), here);
  const where = `under current working directory or GOPATH=${gopath}`;
  const message = `error finding kuberoot: could not find Kubernetes source ${where}`;
  await assert.rejects(findSource(other, { GOPATH: gopath }), { code: 'USAGE', message });
  const old = await source('go/src/k8s.io/kubernetes', { 'go.mod': 'module k8s.io/kubernetes\n' });
  assert.equal(await findSource(other, { GOPATH: gopath }), old);
  assert.equal(await isSource(here), false);
});
