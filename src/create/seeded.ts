import { createHash } from 'node:crypto';
import { SEED_FORMAT, SEED_SERVICE_SUBNET, type SeedLabel } from '../seed/seed.js';
import type { CreateContext } from './context.js';
import { settlesPodSubnets } from './pod-subnets.js';
import type { NodeFacts } from './steps/node-facts.js';

/**
 * Whether a cluster is initialised from its node image's seed. A seed is of a cluster without settings: names,
 * addresses and the pods' subnet can be put in, but whatever else changes the objects in a new cluster needs kubeadm.
 *
 * @param first facts of the node that the cluster is initialised on
 * @param peers every node's facts
 */
export function usesSeed(
  { cluster }: Pick<CreateContext, 'cluster'>,
  first: NodeFacts,
  peers: readonly NodeFacts[],
): boolean {
  const { networking, featureGates, runtimeConfig } = cluster;
  return (
    fits(first) &&
    settlesPodSubnets(cluster, peers) &&
    networking.ipFamily === 'ipv4' &&
    networking.serviceSubnets.join() === SEED_SERVICE_SUBNET &&
    networking.kubeProxyMode === 'iptables' &&
    Object.keys({ ...featureGates, ...runtimeConfig }).length === 0
  );
}

/** Whether the seed is of this image: manifests may be mounted over the image's. */
function fits({ seedLabel, kubernetesVersion, cniManifest = '', storageManifest = '' }: NodeFacts): boolean {
  if (seedLabel === undefined) return false;
  const label = JSON.parse(seedLabel) as SeedLabel;
  return (
    label.format === SEED_FORMAT &&
    label.kubernetesVersion === kubernetesVersion &&
    label.manifests.cni === sha256(cniManifest) &&
    label.manifests.storage === sha256(storageManifest)
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
