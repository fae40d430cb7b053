import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import { type GoBuild, go, goBuild, goBuildInputs, goVersion } from '../go.js';
import { downloadModule, downloadPinned, type GoModule } from '../go-modules.js';
import type { Arch, BuildContext, Part } from '../part.js';
import { loadPins, type Pins, shippedFile } from '../pins.js';
import { crictlVariables } from './crictl.js';
import { copyLicenseFiles, copyLicenses } from './go-licenses.js';
import { corednsCandidates, etcdCandidates, firstThatWorks } from './kubernetes/choose.js';
import { fittingCrictl } from './kubernetes/crictl.js';
import { type ImageVersions, kubeadmImageVersions } from './kubernetes/image-versions.js';
import { otherVersions } from './kubernetes/staging.js';
import { downloadEtcd, moduleName, writeWorkModule } from './kubernetes/work-module.js';
import { programPackage } from './programs.js';

/** What the part's `versions.json` holds. */
export interface KubernetesVersions {
  /** `v1.36.3` */
  kubernetes: string;
  /** Tags of the images that this version's kubeadm asks for. */
  images: ImageVersions;
  /** Version of the CoreDNS inside, with its `v`; another than `images.coredns` when that one could not be had. */
  coredns: string;
  /** Version of the etcd inside, with its `v`; it may differ from `images.etcd` for the same reason. */
  etcd: string;
  /** Version of the local-path-provisioner inside, with its `v`. */
  localPathProvisioner: string;
  /** Version of the crictl inside, with its `v`; where it is not inside, nodes have one of its own. */
  crictl?: string;
}

/**
 * All programs of a Kubernetes node in one static binary, `bin/kubernetes`, that runs the one it is called as:
 * kube-apiserver, kube-controller-manager, kube-proxy, kube-scheduler, kubeadm, kubectl, kubelet, etcd, etcdctl,
 * etcdutl, coredns, local-path-provisioner and, where it fits, crictl. Beside it `versions.json` (KubernetesVersions),
 * the licences in `licenses/<module path>/`, and in `module/` the Go module it was made from.
 *
 * @param options.version Kubernetes version with its `v`
 */
export async function kubernetesPart(options: { version: string; arch: Arch }): Promise<Part> {
  const { version, arch } = options;
  const pins = await loadPins();
  const crictl = fittingCrictl(version, pins);
  const inputs = {
    recipe: 2,
    go: await goVersion(),
    version,
    arch,
    build: goBuildInputs(buildFor(version, pins)),
    sources: await ownSourcesHash(),
    coredns: corednsCandidates(version, 'what kubeadm asks for', pins),
    etcd: etcdCandidates(version, 'what kubeadm asks for', '', pins),
    localPathProvisioner: { ...pins.go['local-path-provisioner'] },
    ...(crictl && { crictl: { ...crictl } }),
  };
  return { name: `kubernetes-${arch}`, inputs, build: (context) => build(version, arch, pins, context) };
}

async function build(version: string, arch: Arch, pins: Pins, context: BuildContext): Promise<void> {
  const { dir, signal, log } = context;
  const kubernetes = await downloadKubernetes(version, signal);
  const images = await kubeadmImageVersions(kubernetes.dir);
  const localPathProvisioner = await downloadPinned(pins.go['local-path-provisioner'], signal);
  const crictlPin = fittingCrictl(version, pins);
  const crictl = crictlPin && (await downloadPinned(crictlPin, signal));
  const goMod = await readFile(join(kubernetes.dir, 'go.mod'), 'utf8');
  const wantedEtcd = `v${images.etcd.replace(/-.*/, '')}`;
  const etcd = await firstThatWorks('etcd', etcdCandidates(version, wantedEtcd, goMod, pins), log, (candidate) =>
    downloadEtcd(candidate, signal),
  );
  const module = join(dir, 'module');
  const attempt = async (candidate: string): Promise<void> => {
    const coredns = await downloadModule('github.com/coredns/coredns', candidate, signal);
    await rm(module, { recursive: true, force: true });
    const goSum = await writeWorkModule(module, { kubernetes, coredns, localPathProvisioner, etcd, crictl }, signal);
    checkGoSum(version, goSum, pins, log);
    // What differs between versions of CoreDNS is how it uses Kubernetes' client library.
    const flags = ['-mod=readonly', '-trimpath'];
    await go(['build', ...flags, `${coredns.module}/plugin/kubernetes`], { dir: module, arch, signal });
  };
  const coredns = await firstThatWorks('CoreDNS', corednsCandidates(version, images.coredns, pins), log, attempt);
  const recipe = buildFor(version, pins);
  log(`compiling Kubernetes ${version} with CoreDNS ${coredns} (minutes, the first time)`, 1);
  await goBuild(recipe, join(dir, 'bin', 'kubernetes'), { dir: module, arch, signal });
  await copyLicenses(recipe, { dir: module, arch, signal }, join(dir, 'licenses'));
  // Its source was copied: Go no longer knows that it is another's.
  await copyLicenseFiles(localPathProvisioner.dir, join(dir, 'licenses', localPathProvisioner.module));
  const versions: KubernetesVersions = {
    kubernetes: version,
    images,
    coredns,
    etcd,
    localPathProvisioner: localPathProvisioner.version,
    ...(crictl && { crictl: crictl.version }),
  };
  await writeFile(join(dir, 'versions.json'), `${JSON.stringify(versions, null, 2)}\n`);
}

async function downloadKubernetes(version: string, signal: AbortSignal | undefined): Promise<GoModule> {
  return await downloadModule('k8s.io/kubernetes', version, signal).catch(async (cause: unknown) => {
    if (!(cause instanceof KindlingError) || cause.code !== 'BUILD_FAILED') throw cause;
    throw new KindlingError('BUILD_FAILED', cause.message, { cause, hint: await otherVersions(signal) });
  });
}

function checkGoSum(version: string, goSum: string, pins: Pins, log: BuildContext['log']): void {
  const pinned = pins.kubernetes.versions[version]?.goSum;
  if (pinned === undefined) {
    log(
      `no checksum of Kubernetes ${version} is pinned (go.sum: ${goSum}); Go's checksum database has vouched for it`,
      1,
    );
  } else if (pinned !== goSum) {
    const text = `the Go modules of Kubernetes ${version} are not the pinned ones: go.sum has SHA-256 ${goSum}, not ${pinned}`;
    throw new KindlingError('PIN_MISMATCH', text, {
      hint: 'GOPROXY serves other code than kindling was tested with, or images/pins.json is out of date.',
    });
  }
}

/**
 * What Kubernetes' programs say of themselves, for `GoBuild.variables`.
 *
 * @param version with its `v`
 * @throws {KindlingError} USAGE when it is no version
 */
export function versionVariables(version: string): Record<string, string> {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)\.\d+/.exec(version) ?? [];
  if (minor === '') throw new KindlingError('USAGE', `not a Kubernetes version: "${version}" (like v1.36.3)`);
  const stamp = 'k8s.io/component-base/version.';
  return {
    [`${stamp}gitVersion`]: version,
    [`${stamp}gitMajor`]: major,
    [`${stamp}gitMinor`]: minor,
    [`${stamp}gitTreeState`]: 'clean',
    // A constant, so that the same inputs give the same binary.
    [`${stamp}buildDate`]: '1970-01-01T00:00:00Z',
  };
}

function buildFor(version: string, pins: Pins): GoBuild {
  const crictl = fittingCrictl(version, pins);
  return {
    packages: ['.'],
    variables: {
      ...versionVariables(version),
      [`${programPackage(moduleName, 'local-path-provisioner')}.VERSION`]: pins.go['local-path-provisioner'].version,
      ...(crictl && crictlVariables(crictl)),
    },
  };
}

async function ownSourcesHash(): Promise<string> {
  const root = await shippedFile('kubernetes');
  const hash = createHash('sha256');
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.go'));
  for (const file of files.sort())
    hash
      .update(file)
      .update('\0')
      .update(await readFile(join(root, file)));
  return hash.digest('hex');
}
