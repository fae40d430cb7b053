import { joinPairs } from '../kubeadm/extra-args.js';
import type { SeedInput } from './input.js';

/**
 * Names and addresses in a seed that stand for the cluster's own. None of them occurs in anything else that a seed
 * holds. The node is the one whose files are filled in.
 */
export const MARKERS = {
  /** The engine's, the cluster's and the node's name within: see the create flow. */
  providerID: 'kind://docker/seed-cluster-name/seed-cluster-name-control-plane',
  clusterName: 'seed-cluster-name',
  /** `host:port` of the API server inside the cluster network. */
  endpoint: 'seed-endpoint.invalid:6443',
  /** Its host alone, which a certificate is for. */
  endpointHost: 'seed-endpoint.invalid',
  /** What the API server's published port is bound to. */
  apiServerAddress: '192.0.2.10',
  nodeName: 'seed-node-name',
  nodeAddress: '192.0.2.20',
  /** As the kubelet's command line has them. */
  nodeLabels: 'seed-label=seed',
  podSubnet: '10.254.0.0/16',
} as const;

/** Finds markers; of two that begin alike, the longer. */
const MARKER = new RegExp(
  Object.values(MARKERS)
    .sort((a, b) => b.length - a.length)
    .map((marker) => marker.replaceAll('.', '\\.'))
    .join('|'),
  'g',
);

/**
 * Replaces the markers in a text by a cluster's names and addresses.
 *
 * @param nodeName which node's. Default: the one that the cluster is initialised on
 */
export function replaceMarkers(text: string, input: SeedInput, nodeName = input.first): string {
  const { endpoint, nodes } = input;
  const node = nodes.find(({ name }) => name === nodeName);
  const values: Record<string, string> = {
    [MARKERS.providerID]: node?.providerID ?? '',
    [MARKERS.clusterName]: input.clusterName,
    [MARKERS.endpoint]: endpoint,
    [MARKERS.endpointHost]: endpoint.slice(0, endpoint.lastIndexOf(':')),
    [MARKERS.apiServerAddress]: input.apiServerAddress,
    [MARKERS.nodeName]: nodeName,
    [MARKERS.nodeAddress]: node?.address ?? '',
    [MARKERS.nodeLabels]: joinPairs(node?.labels ?? {}),
    [MARKERS.podSubnet]: input.podSubnet,
  };
  return text.replace(MARKER, (marker) => values[marker] ?? marker);
}
