import type { Cluster } from '../config/v1alpha4.js';
import { validate } from '../config/validate.js';
import type { KubeadmInput } from './input.js';

/** Input for tests: the first node of a cluster on Docker, Kubernetes 1.36, both address families at hand. */
export function inputFor(cluster: Cluster, more: Partial<KubeadmInput> & { nodeIndex?: number } = {}): KubeadmInput {
  const { nodeIndex = 0, ...rest } = more;
  const valid = validate(cluster);
  const node = valid.nodes[nodeIndex];
  if (node === undefined) throw new Error(`no node ${nodeIndex}`);
  return {
    cluster: valid,
    node,
    kubernetesVersion: 'v1.36.3',
    controlPlaneEndpoint: 'kind-control-plane:6443',
    nodeAddresses: { ipv4: '172.18.0.2', ipv6: 'fc00:f853:ccd:e793::2' },
    engine: 'docker',
    rootless: false,
    ...rest,
  };
}
