import type { ObjectSchema } from '../decode/schema.js';
import { CLUSTER_NAME, IP_FAMILIES, KUBE_PROXY_MODES, NODE_ROLES } from '../enums.js';
import type { Cluster, Networking, Node, PatchJson6902 } from '../v1alpha4.js';
import { flag, list, map, mount, port, portMapping, string } from './parts.js';

const patchJson6902: ObjectSchema<PatchJson6902> = {
  type: 'object',
  name: 'PatchJSON6902',
  fields: {
    group: string('API group of the document to patch, such as kubeadm.k8s.io'),
    version: string('API version of the document to patch; with no group and no version every one matches'),
    kind: string('kind of the document to patch'),
    patch: string('RFC 6902 operations as a YAML or JSON list'),
  },
};

const kubeadmPatches = {
  kubeadmConfigPatches: list('YAML documents merged (RFC 7386) into the kubeadm documents of the same kind'),
  kubeadmConfigPatchesJSON6902: list('RFC 6902 patches, applied after the merge patches', patchJson6902),
} as const;

const node: ObjectSchema<Node> = {
  type: 'object',
  name: 'Node',
  fields: {
    role: string('role of the node', { values: NODE_ROLES, default: 'control-plane' }),
    image: string('node image, perhaps with a digest'),
    labels: map('Kubernetes labels of the node', { type: 'string' }),
    extraMounts: list('host paths mounted into the node', mount),
    extraPortMappings: list('ports of the node published on the host', portMapping),
    ...kubeadmPatches,
  },
};

const networking: ObjectSchema<Networking> = {
  type: 'object',
  name: 'Networking',
  fields: {
    ipFamily: string('IP family of the cluster', { values: IP_FAMILIES, default: 'ipv4' }),
    apiServerPort: port('port of the API server on the host; 0: a free one is picked'),
    apiServerAddress: string('address of the API server on the host; default the loopback address'),
    podSubnet: string('CIDR of the pods, or for dual stack two of them with a comma between'),
    serviceSubnet: string('CIDR of the services, or for dual stack two of them with a comma between'),
    disableDefaultCNI: flag('leave the pod network to the user'),
    kubeProxyMode: string('mode of kube-proxy', { values: KUBE_PROXY_MODES, default: 'iptables' }),
    dnsSearch: list('DNS search domains of the nodes; absent: as on the host; empty: none'),
  },
};

/** The format `kind.x-k8s.io/v1alpha4`. */
export const v1alpha4: ObjectSchema<Cluster> = {
  type: 'object',
  name: 'Cluster',
  required: ['kind', 'apiVersion'],
  fields: {
    kind: string('always Cluster', { values: ['Cluster'] }),
    apiVersion: string('always kind.x-k8s.io/v1alpha4', { values: ['kind.x-k8s.io/v1alpha4'] }),
    name: string('name of the cluster', { default: 'kind', pattern: CLUSTER_NAME }),
    nodes: list('nodes of the cluster; default one control-plane node', node),
    networking,
    featureGates: map('Kubernetes feature gates of every component', { type: 'boolean' }),
    runtimeConfig: map('--runtime-config of the API server', { type: 'string' }),
    ...kubeadmPatches,
    containerdConfigPatches: list("TOML documents merged (RFC 7386) into every node's containerd configuration"),
    containerdConfigPatchesJSON6902: list('RFC 6902 patches as JSON text, applied after the TOML patches'),
  },
};
