import { stagingModules, stagingVersion } from './staging.js';

export interface GoModOptions {
  /** Path of the module. */
  name: string;
  /** Kubernetes version with its `v`. */
  version: string;
  /** Text of Kubernetes' go.mod. */
  kubernetes: string;
  /** Other modules that are required: `github.com/coredns/coredns v1.14.2`. */
  requires: readonly string[];
}

/**
 * Writes the go.mod of a module that builds one Kubernetes version together with other programs.
 *
 * The staging modules get the version that belongs to Kubernetes', and so that the others cannot raise them, the
 * Kubernetes project's other libraries get exactly the version that Kubernetes was released with.
 */
export function goModFor({ name, version, kubernetes, requires }: GoModOptions): string {
  const staging = stagingModules(kubernetes).map((module) => `${module} => ${module} ${stagingVersion(version)}`);
  const libraries = [...kubernetes.matchAll(/^\s+((?:sigs\.)?k8s\.io\/\S+) (v\S+)/gm)]
    .filter((match) => match[2] !== 'v0.0.0')
    .map((match) => `${match[1]} => ${match[1]} ${match[2]}`);
  return [
    `module ${name}`,
    // The language version, and the behaviours of Go that Kubernetes was released with.
    ...(kubernetes.match(/^(?:go|godebug) .*$/gm) ?? []),
    ...[`k8s.io/kubernetes ${version}`, ...requires].map((line) => `require ${line}`),
    ...[...staging, ...libraries].map((line) => `replace ${line}`),
    '',
  ].join('\n');
}

/** What local-path-provisioner's go.mod requires, apart from Kubernetes' modules and what its copy no longer imports. */
export function provisionerRequires(goMod: string): string[] {
  const direct = [...goMod.matchAll(/^\t(\S+ v\S+)$/gm)].map((match) => match[1] ?? '');
  return direct.filter((line) => !line.startsWith('k8s.io/') && !line.startsWith('github.com/Sirupsen/'));
}
