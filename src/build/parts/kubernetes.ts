import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import { type GoBuild, goBuild, goBuildInputs, goVersion } from '../go.js';
import { downloadModule, downloadPinned, type GoModule } from '../go-modules.js';
import type { Arch, BuildContext, Part } from '../part.js';
import { loadPins, type Pins, shippedFile } from '../pins.js';
import { copyLicenseFiles, copyLicenses } from './go-licenses.js';
import { type ImageVersions, kubeadmImageVersions } from './kubernetes/image-versions.js';
import { otherVersions } from './kubernetes/staging.js';
import { moduleName, writeWorkModule } from './kubernetes/work-module.js';
import { programPackage } from './programs.js';

/** What the part's `versions.json` holds. */
export interface KubernetesVersions {
  /** `v1.36.3` */
  kubernetes: string;
  /** Tags of the images that this version's kubeadm asks for. */
  images: ImageVersions;
  /** Version of the CoreDNS inside, with its `v`; another than `images.coredns` when that one could not be had. */
  coredns: string;
  /** Version of the local-path-provisioner inside, with its `v`. */
  localPathProvisioner: string;
}

/**
 * All programs of a Kubernetes node in one static binary, `bin/kubernetes`, that runs the one it is called as:
 * kube-apiserver, kube-controller-manager, kube-proxy, kube-scheduler, kubeadm, kubectl, kubelet, etcd, etcdctl,
 * etcdutl, coredns and local-path-provisioner. Beside it `versions.json` (KubernetesVersions), the licences in
 * `licenses/<module path>/`, and in `module/` the Go module it was made from.
 *
 * @param options.version Kubernetes version with its `v`
 */
export async function kubernetesPart(options: { version: string; arch: Arch }): Promise<Part> {
  const { version, arch } = options;
  const pins = await loadPins();
  const inputs = {
    recipe: 1,
    go: await goVersion(),
    version,
    arch,
    build: goBuildInputs(buildFor(version, pins)),
    sources: await ownSourcesHash(),
    goSum: pins.kubernetes.goSum[version] ?? null,
    coredns: { ...pins.go.coredns },
    localPathProvisioner: { ...pins.go['local-path-provisioner'] },
  };
  return { name: `kubernetes-${arch}`, inputs, build: (context) => build(version, arch, pins, context) };
}

async function build(version: string, arch: Arch, pins: Pins, context: BuildContext): Promise<void> {
  const { dir, signal, log } = context;
  const kubernetes = await downloadKubernetes(version, signal);
  const images = await kubeadmImageVersions(kubernetes.dir);
  const localPathProvisioner = await downloadPinned(pins.go['local-path-provisioner'], signal);
  const module = join(dir, 'module');
  const recipe = buildFor(version, pins);
  const compile = async (coredns: GoModule): Promise<string> => {
    const etcd = `v${images.etcd.replace(/-.*/, '')}`;
    const goSum = await writeWorkModule(module, { kubernetes, coredns, localPathProvisioner, etcd }, signal);
    checkGoSum(version, goSum, pins, context);
    log(`compiling Kubernetes ${version} and CoreDNS ${coredns.version} (minutes, the first time)`, 1);
    await goBuild(recipe, join(dir, 'bin', 'kubernetes'), { dir: module, arch, signal });
    return coredns.version;
  };
  const coredns = await withCoreDns(images.coredns, pins, context, async (corednsModule) => {
    await rm(module, { recursive: true, force: true });
    return await compile(corednsModule);
  });
  await copyLicenses(recipe, { dir: module, arch, signal }, join(dir, 'licenses'));
  // Its source was copied: Go no longer knows that it is another's.
  await copyLicenseFiles(localPathProvisioner.dir, join(dir, 'licenses', localPathProvisioner.module));
  const versions: KubernetesVersions = {
    kubernetes: version,
    images,
    coredns,
    localPathProvisioner: localPathProvisioner.version,
  };
  await writeFile(join(dir, 'versions.json'), `${JSON.stringify(versions, null, 2)}\n`);
}

async function downloadKubernetes(version: string, signal: AbortSignal | undefined): Promise<GoModule> {
  return await downloadModule('k8s.io/kubernetes', version, signal).catch(async (cause: unknown) => {
    if (!(cause instanceof KindlingError) || cause.code !== 'BUILD_FAILED') throw cause;
    throw new KindlingError('BUILD_FAILED', cause.message, { cause, hint: await otherVersions(signal) });
  });
}

/** Calls `use` with the CoreDNS that kubeadm asks for or, if that can't be had or fails, with the pinned one. */
async function withCoreDns<T>(
  wanted: string,
  pins: Pins,
  { signal, log }: BuildContext,
  use: (module: GoModule) => Promise<T>,
): Promise<T> {
  const pin = pins.go.coredns;
  if (wanted !== pin.version) {
    try {
      return await use(await downloadModule(pin.module, wanted, signal));
    } catch (error) {
      const other =
        error instanceof KindlingError && error.code === 'BUILD_FAILED' && error.message.includes('coredns');
      if (!other) throw error;
      log(`CoreDNS ${wanted} cannot be built, taking ${pin.version}: ${error.message}`);
    }
  }
  return await use(await downloadPinned(pin, signal));
}

function checkGoSum(version: string, goSum: string, pins: Pins, { log }: BuildContext): void {
  const pinned = pins.kubernetes.goSum[version];
  if (pinned === undefined) {
    log(
      `no checksum of Kubernetes ${version} is pinned (go.sum: ${goSum}); Go's checksum database has vouched for it`,
      1,
    );
  } else if (pinned !== goSum) {
    const text = `the Go modules of Kubernetes ${version} are not the pinned ones: go.sum has SHA-256 ${goSum}, not ${pinned}`;
    throw new KindlingError('PIN_MISMATCH', text, { hint: 'Run `go clean -modcache` and build again.' });
  }
}

function buildFor(version: string, pins: Pins): GoBuild {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)\.\d+/.exec(version) ?? [];
  if (minor === '') throw new KindlingError('USAGE', `not a Kubernetes version: "${version}" (like v1.36.3)`);
  const stamp = 'k8s.io/component-base/version.';
  return {
    packages: ['.'],
    variables: {
      [`${stamp}gitVersion`]: version,
      [`${stamp}gitMajor`]: major,
      [`${stamp}gitMinor`]: minor,
      [`${stamp}gitTreeState`]: 'clean',
      // A constant, so that the same inputs give the same binary.
      [`${stamp}buildDate`]: '1970-01-01T00:00:00Z',
      [`${programPackage(moduleName, 'local-path-provisioner')}.VERSION`]: pins.go['local-path-provisioner'].version,
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
