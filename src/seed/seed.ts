import { KindlingError } from '../errors.js';
import type { TuningFacts } from '../kubeadm/tuning.js';
import type { IdentityTemplate } from '../pki/identity.js';

/** Where node images keep their seed: the objects and files of a cluster that was just initialised (SeedFile, as JSON). */
export const SEED_PATH = '/kind/seed/cluster.json';

/** The program in node images that uses it. */
export const SEED_PROGRAM = '/kind/bin/seed';

/** How it is run: with its interpreter, for a program whose `exec` is aborted is found by its whole command line. */
export const SEED_COMMAND = ['/usr/local/bin/node', SEED_PROGRAM] as const;

/** Where node images say what their seed was made for (SeedLabel, as JSON): the create flow reads this small file. */
export const SEED_LABEL_PATH = '/kind/seed/label.json';

/**
 * Raised whenever programs that read seeds of the old form would go wrong with the new one, and whenever the create flow
 * expects something else of the program in the image (JSON on its standard input, what it does).
 */
export const SEED_FORMAT = 3;

/** Every time in a seed. */
export const SEED_TIME = '1970-01-01T00:00:00Z';

/** Services have kind's default subnet: their addresses are all over the objects. */
export const SEED_SERVICE_SUBNET = '10.96.0.0/16';

/** An API object, as the API server stores it. */
export interface SeedObject {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string };
  readonly [field: string]: unknown;
}

/** A file or directory of a node. */
export interface SeedNodeFile {
  /** Permission bits. */
  readonly mode: number;
  /** With markers and placeholders (see markers.ts, node-files.ts). A directory has none. */
  readonly text?: string;
}

/** What kubeadm leaves in a cluster that depends on what the cluster is tuned for. */
export interface SeedConfigurations {
  /** ClusterConfiguration: ConfigMap `kube-system/kubeadm-config`. */
  readonly cluster: string;
  /** KubeletConfiguration: ConfigMap `kube-system/kubelet-config`. */
  readonly kubelet: string;
  /** The node's files, by absolute path; a directory comes before what is in it. */
  readonly files: Readonly<Record<string, SeedNodeFile>>;
}

export interface SeedFile {
  readonly format: number;
  /** By etcd key: `/registry/namespaces/default`. */
  readonly objects: Readonly<Record<string, SeedObject>>;
  /** What the node's keys and certificates are made from; the files' placeholders have their names. */
  readonly identities: Readonly<Record<string, IdentityTemplate>>;
  /** By `variantKey`. */
  readonly configurations: Readonly<Record<string, SeedConfigurations>>;
}

export interface SeedLabel {
  readonly format: number;
  /** With its `v`; the seed is of no use to another version's programs. */
  readonly kubernetesVersion: string;
  /** SHA-256, hexadecimal, of the manifests whose objects are in the seed. */
  readonly manifests: { readonly cni: string; readonly storage: string };
}

/** Which of a seed's configurations a cluster needs. */
export function variantKey({ controlPlanes, cgroupVersion }: TuningFacts): string {
  return `${controlPlanes === 1 ? 'one control plane' : 'several control planes'}, cgroup v${cgroupVersion}`;
}

/** @throws {KindlingError} INTERNAL when the seed has nothing for such a cluster */
export function seedConfigurations(seed: SeedFile, facts: TuningFacts): SeedConfigurations {
  const found = seed.configurations[variantKey(facts)];
  if (found === undefined)
    throw new KindlingError('INTERNAL', `the seed has no configuration for ${variantKey(facts)}`);
  return found;
}

/** Every kind of cluster that seeds hold configurations for. */
export const VARIANTS: readonly TuningFacts[] = [1, 2].flatMap((controlPlanes) =>
  ([1, 2] as const).map((cgroupVersion) => ({ controlPlanes, cgroupVersion })),
);
