import { stagingModules, stagingVersion } from './staging.js';

/** Libraries whose types Kubernetes' other libraries hand to each other: they only fit in the versions released together. */
const library = /^\s+((?:(?:sigs\.)?k8s\.io|github\.com\/google\/(?:cel-go|gnostic-models))(?:\/\S+)?) (v\S+)/gm;

/** The modules of one etcd release that others require too. */
const etcdModules = ['api', 'client/pkg', 'client', 'pkg', 'server'];

export interface GoModOptions {
  /** Path of the module. */
  name: string;
  /** Kubernetes version with its `v`. */
  version: string;
  /** Text of Kubernetes' go.mod. */
  kubernetes: string;
  /** etcd version with its `v`. */
  etcd: string;
  /** Other modules that are required: `github.com/coredns/coredns v1.14.2`. */
  requires: readonly string[];
  /** Other replacements: `example.com/a => ./a`. */
  replaces?: readonly string[];
}

/**
 * Writes the go.mod of a module that builds one Kubernetes version together with other programs.
 *
 * The staging modules get the version that belongs to Kubernetes'. So that the others cannot raise them, the
 * Kubernetes project's other libraries get exactly the version that Kubernetes was released with, and all of etcd
 * has the same version.
 */
export function goModFor({ name, version, kubernetes, etcd, requires, replaces = [] }: GoModOptions): string {
  const staging = stagingModules(kubernetes).map((module) => `${module} => ${module} ${stagingVersion(version)}`);
  const libraries = [...kubernetes.matchAll(library)]
    .filter((match) => match[2] !== 'v0.0.0')
    .map((match) => `${match[1]} => ${match[1]} ${match[2]}`);
  const ofEtcd = etcdModules.map((module) => `go.etcd.io/etcd/${module}/v3 => go.etcd.io/etcd/${module}/v3 ${etcd}`);
  return [
    `module ${name}`,
    // The language version, and the behaviours of Go that Kubernetes was released with.
    ...(kubernetes.match(/^(?:go|godebug) .*$/gm) ?? []),
    ...[`k8s.io/kubernetes ${version}`, ...requires].map((line) => `require ${line}`),
    ...[...staging, ...libraries, ...ofEtcd, ...replaces].map((line) => `replace ${line}`),
    '',
  ].join('\n');
}

/** What local-path-provisioner's go.mod requires, apart from Kubernetes' modules and what its copy no longer imports. */
export function provisionerRequires(goMod: string): string[] {
  const direct = [...goMod.matchAll(/^\t(\S+ v\S+)$/gm)].map((match) => match[1] ?? '');
  return direct.filter((line) => !line.startsWith('k8s.io/') && !line.startsWith('github.com/Sirupsen/'));
}
