import { KindlingError } from '../errors.js';
import { publishedNames } from '../kubeadm/cluster-configuration.js';
import { manifestHash } from '../seed/manifest-hash.js';
import { SEED_FORMAT, SEED_SERVICE_SUBNET, type SeedLabel } from '../seed/seed.js';
import type { CreateContext } from './context.js';
import { settlesPodSubnets } from './pod-subnets.js';
import type { NodeFacts } from './steps/node-facts.js';

/** How a cluster's control plane comes to be. */
export type Bootstrap = 'kubeadm' | 'seed';

/** What decides whether a cluster can be made from a seed. */
export interface SeedConditions {
  /** Of the node that the cluster is initialised on. */
  first: NodeFacts;
  /** Every node's. */
  peers: readonly NodeFacts[];
  /** Variables for programs in nodes that tell of proxies. */
  proxies: Readonly<Record<string, string>>;
}

/**
 * Whether a cluster is initialised from its node image's seed: when it can be, unless kubeadm was asked for.
 *
 * @throws {KindlingError} CONFIG_INVALID when the seed was asked for and cannot be used
 */
export function usesSeed(context: CreateContext, conditions: SeedConditions): boolean {
  if (context.bootstrap === 'kubeadm') return false;
  const reason = whyNoSeed(context, conditions);
  if (reason === undefined) return true;
  if (context.bootstrap === undefined) {
    context.progress.log(`The cluster is initialised by kubeadm: ${reason}`, 1);
    return false;
  }
  throw new KindlingError('CONFIG_INVALID', `the cluster cannot be made from a seed: ${reason}`, {
    hint: 'leave out --bootstrap, or give --bootstrap kubeadm',
  });
}

/**
 * The other nodes of a cluster from a seed that start from it, too: those whose image has the same Kubernetes and such a
 * program. kubeadm joins the rest.
 *
 * @param first the node that the cluster is initialised on
 * @param peers every node's facts
 * @returns names
 */
export function nodesFromSeed(first: NodeFacts, peers: readonly NodeFacts[]): string[] {
  return peers
    .filter(({ node, kubernetesVersion }) => node !== first.node && kubernetesVersion === first.kubernetesVersion)
    .filter((facts) => seedOf(facts) !== undefined && !mountsForKubeadm(facts))
    .map(({ node }) => node.name);
}

/**
 * Why a cluster needs kubeadm. A seed is of a cluster without settings: names, addresses and the pods' subnet can be
 * put in, but not what else changes the objects in a new cluster.
 */
function whyNoSeed({ cluster, info }: CreateContext, { first, peers, proxies }: SeedConditions): string | undefined {
  const { networking, featureGates, runtimeConfig } = cluster;
  const obstacles: [boolean, string][] = [
    [!fits(first), `the image of node "${first.node.name}" has none, or other manifests`],
    [!settlesPodSubnets(cluster, peers), "there are patches of kubeadm's configuration, or another network"],
    [networking.ipFamily !== 'ipv4', `networking.ipFamily is ${networking.ipFamily}`],
    [networking.serviceSubnets.join() !== SEED_SERVICE_SUBNET, 'networking.serviceSubnet is set'],
    [networking.kubeProxyMode !== 'iptables', `networking.kubeProxyMode is ${networking.kubeProxyMode}`],
    // The certificate is then for more names.
    [publishedNames(networking.apiServerAddress).length > 1, 'networking.apiServerAddress is any address'],
    [Object.keys({ ...featureGates, ...runtimeConfig }).length > 0, 'featureGates or runtimeConfig are set'],
    [mountsForKubeadm(first), 'extraMounts has files for kubeadm'],
    [info.rootless, 'the engine is rootless'],
    [Object.keys(proxies).length > 0, 'there is a proxy'],
  ];
  return obstacles.find(([obstructs]) => obstructs)?.[1];
}

/**
 * Where kubeadm writes and takes what is there already (keys), or mounts directories into static pods if they are there
 * (/etc/pki, which node images have not).
 */
const KUBEADM_PATHS = ['/etc/kubernetes', '/var/lib/etcd', '/etc/pki'];

function mountsForKubeadm({ node }: NodeFacts): boolean {
  const within = (inner: string, outer: string) => `${inner}/`.startsWith(`${outer.replace(/\/+$/, '')}/`);
  return node.extraMounts.some(({ containerPath: mounted }) =>
    KUBEADM_PATHS.some((path) => within(mounted, path) || within(path, mounted)),
  );
}

/** The seed of a node's image, if it has one that we know how to use with its Kubernetes. */
function seedOf({ seedLabel, kubernetesVersion }: NodeFacts): SeedLabel | undefined {
  if (seedLabel === undefined) return undefined;
  const label = JSON.parse(seedLabel) as SeedLabel;
  return label.format === SEED_FORMAT && label.kubernetesVersion === kubernetesVersion ? label : undefined;
}

/** Whether the seed is of this image: manifests may be mounted over the image's. */
function fits(facts: NodeFacts): boolean {
  const { cniManifest = '', storageManifest = '' } = facts;
  const manifests = seedOf(facts)?.manifests;
  return manifests?.cni === manifestHash(cniManifest) && manifests.storage === manifestHash(storageManifest);
}
