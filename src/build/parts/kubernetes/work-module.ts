import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KindlingError } from '../../../errors.js';
import { go } from '../../go.js';
import { downloadModule, type GoModule } from '../../go-modules.js';
import { architectures } from '../../part.js';
import { shippedFile } from '../../pins.js';
import { type Program, programFiles } from '../programs.js';
import { addCrictl, type CrictlLines } from './crictl.js';
import { goModFor, provisionerRequires } from './go-mod.js';
import { missingStaging, stagingModules } from './staging.js';

/** Modules that a work module is made from. */
export interface WorkModuleSources {
  kubernetes: GoModule;
  coredns: GoModule;
  localPathProvisioner: GoModule;
  /** Version of etcd's modules, with its `v`. */
  etcd: string;
  /** Undefined: it is not among the programs. */
  crictl: GoModule | undefined;
}

/** Path of the module. It has to sort before all others: see kubernetes/startup. */
export const moduleName = 'a-kindling/kubernetes';

const kubernetesPrograms = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-proxy',
  'kube-scheduler',
  'kubeadm',
  'kubectl',
  'kubelet',
];
const etcdPrograms = { etcd: 'server', etcdctl: 'etcdctl', etcdutl: 'etcdutl' };

/**
 * Gets the modules that etcd's programs are in.
 *
 * @param version with its `v`
 * @throws {KindlingError} BUILD_FAILED when one of them can't be had
 */
export async function downloadEtcd(version: string, signal?: AbortSignal): Promise<void> {
  for (const module of Object.values(etcdPrograms)) {
    await downloadModule(`go.etcd.io/etcd/${module}/v3`, version, signal);
  }
}

/**
 * Writes the Go module whose main is all programs of a node: our files from `kubernetes/`, the programs' main
 * packages, a go.mod for exactly this Kubernetes version, and the go.sum that Go makes for it.
 *
 * @param dir absolute path of an empty directory
 * @returns SHA-256 of the go.sum, in hex. It is the same on every machine and for every architecture.
 * @throws {KindlingError} BUILD_FAILED, naming Kubernetes' modules that cannot be had if there are any
 */
export async function writeWorkModule(dir: string, sources: WorkModuleSources, signal?: AbortSignal): Promise<string> {
  const { kubernetes, etcd, crictl } = sources;
  const programs: Program[] = kubernetesPrograms.map((name) => ({ name, dir: join(kubernetes.dir, 'cmd', name) }));
  for (const [name, module] of Object.entries(etcdPrograms)) {
    programs.push({ name, dir: (await downloadModule(`go.etcd.io/etcd/${module}/v3`, etcd, signal)).dir });
  }
  programs.push({ name: 'local-path-provisioner', dir: sources.localPathProvisioner.dir });
  if (crictl) programs.push({ name: 'crictl', dir: join(crictl.dir, 'cmd', 'crictl') });
  const coredns = { name: 'coredns', package: `${sources.coredns.module}/coremain`, function: 'Run' };
  const files = await programFiles(programs, { importPath: moduleName, importable: [coredns] });
  for (const [path, content] of files) {
    await mkdir(join(dir, dirname(path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  await copyOwnFiles(dir);
  const goMod = await readFile(join(kubernetes.dir, 'go.mod'), 'utf8');
  const ofCrictl = crictl && (await addCrictl(dir, crictl, goMod));
  await writeFile(join(dir, 'go.mod'), await goModFile(sources, goMod, ofCrictl));
  // Completes go.mod and go.sum with what these programs import, and nothing of their tests.
  for (const arch of architectures) {
    await go(['list', '-mod=mod', '-deps', '.'], { dir, arch, signal }).catch((error) =>
      explained(error, sources, signal),
    );
  }
  return createHash('sha256')
    .update(await readFile(join(dir, 'go.sum')))
    .digest('hex');
}

async function explained(error: unknown, { kubernetes }: WorkModuleSources, signal?: AbortSignal): Promise<never> {
  if (!(error instanceof KindlingError) || error.code !== 'BUILD_FAILED') throw error;
  const goMod = await readFile(join(kubernetes.dir, 'go.mod'), 'utf8');
  throw (await missingStaging(kubernetes.version, requiredStaging(goMod), signal)) ?? error;
}

/** Some staging modules, like sample-cli-plugin, are no part of any program. */
function requiredStaging(goMod: string): string[] {
  return stagingModules(goMod).filter((module) => goMod.includes(`\t${module} v0.0.0\n`));
}

async function copyOwnFiles(dir: string): Promise<void> {
  const own = await shippedFile('kubernetes');
  for (const entry of await readdir(own, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.go')) continue;
    const target = join(dir, entry.parentPath.slice(own.length));
    await mkdir(target, { recursive: true });
    await copyFile(join(entry.parentPath, entry.name), join(target, entry.name));
  }
}

async function goModFile(
  sources: WorkModuleSources,
  goMod: string,
  ofCrictl: CrictlLines | undefined,
): Promise<string> {
  const { kubernetes, coredns, localPathProvisioner, etcd } = sources;
  const requires = [
    `${coredns.module} ${coredns.version}`,
    ...Object.values(etcdPrograms).map((module) => `go.etcd.io/etcd/${module}/v3 ${etcd}`),
    ...provisionerRequires(await readFile(join(localPathProvisioner.dir, 'go.mod'), 'utf8')),
    ...(ofCrictl?.requires ?? []),
  ];
  const replaces = ofCrictl?.replaces ?? [];
  return goModFor({ name: moduleName, version: kubernetes.version, kubernetes: goMod, etcd, requires, replaces });
}
