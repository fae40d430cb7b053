import type { SeedInput, SeedNode } from '../input.js';

/**
 * A node of the cluster `x` on podman, for tests: a control plane if its name says so, without labels.
 *
 * @param address in 10.89.0.0/24
 */
export function sampleNode(name: string, address: string, changes: Partial<SeedNode> = {}): SeedNode {
  const controlPlane = name.includes('control-plane');
  return { name, address, controlPlane, labels: {}, providerID: `kind://podman/x/${name}`, podCIDRs: [], ...changes };
}

/** What makes a seed the cluster `x`, for tests: of `x-control-plane` alone if not said otherwise. */
export function sampleInput(changes: Partial<SeedInput> = {}): SeedInput {
  return {
    clusterName: 'x',
    endpoint: 'x-control-plane:6443',
    apiServerAddress: '127.0.0.1',
    podSubnet: '10.244.0.0/16',
    tuning: { controlPlanes: 1, cgroupVersion: 2 },
    nodes: [sampleNode('x-control-plane', '10.89.0.2')],
    first: 'x-control-plane',
    others: [],
    ...changes,
  };
}
