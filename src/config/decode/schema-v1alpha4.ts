import {
  IP_FAMILIES,
  KUBE_PROXY_MODES,
  MOUNT_PROPAGATIONS,
  NODE_ROLES,
  PROTOCOLS,
  unknownPropagation,
  unknownProtocol,
} from '../enums.js';
import type { Cluster, Mount, Networking, Node, PatchJson6902, PortMapping } from '../v1alpha4.js';
import type { ArraySchema, IntegerSchema, MapSchema, ObjectSchema, StringSchema } from './schema.js';

const string = (description: string, more: Partial<StringSchema> = {}): StringSchema => ({
  type: 'string',
  description,
  ...more,
});

const strings = (description: string): ArraySchema => ({ type: 'array', description, items: { type: 'string' } });

const flag = (description: string) => ({ type: 'boolean', description, default: false }) as const;

/** A 32-bit integer: a wrong port number is for validation to report. */
const port = (description: string): IntegerSchema => ({
  type: 'integer',
  description,
  minimum: -(2 ** 31),
  maximum: 2 ** 31 - 1,
  default: 0,
});

const map = (description: string, values: MapSchema['values']): MapSchema => ({ type: 'map', description, values });

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
  kubeadmConfigPatches: strings('YAML documents merged (RFC 7386) into the kubeadm documents of the same kind'),
  kubeadmConfigPatchesJSON6902: {
    type: 'array',
    description: 'RFC 6902 patches, applied after the merge patches',
    items: patchJson6902,
  },
} as const;

const mount: ObjectSchema<Mount> = {
  type: 'object',
  name: 'Mount',
  fields: {
    containerPath: string('path in the node'),
    hostPath: string('path on the host; a relative one starts at the working directory'),
    readOnly: flag('mount read-only'),
    selinuxRelabel: flag('relabel the host path for SELinux'),
    propagation: string('mount propagation', {
      values: MOUNT_PROPAGATIONS,
      refuse: unknownPropagation,
      default: 'None',
    }),
  },
};

const portMapping: ObjectSchema<PortMapping> = {
  type: 'object',
  name: 'PortMapping',
  fields: {
    containerPort: port('port in the node'),
    hostPort: port('port on the host; 0: a free one is picked; -1: the engine picks one at each start'),
    listenAddress: string('address on the host; default every one'),
    protocol: string('protocol', { values: PROTOCOLS, refuse: unknownProtocol, upperCase: true, default: 'TCP' }),
  },
};

const node: ObjectSchema<Node> = {
  type: 'object',
  name: 'Node',
  fields: {
    role: string('role of the node', { values: NODE_ROLES, default: 'control-plane' }),
    image: string('node image, perhaps with a digest'),
    labels: map('Kubernetes labels of the node', { type: 'string' }),
    extraMounts: { type: 'array', description: 'host paths mounted into the node', items: mount },
    extraPortMappings: { type: 'array', description: 'ports of the node published on the host', items: portMapping },
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
    dnsSearch: strings('DNS search domains of the nodes; absent: as on the host; empty: none'),
  },
};

/** The format `kind.x-k8s.io/v1alpha4`. */
export const v1alpha4: ObjectSchema<Cluster> = {
  type: 'object',
  name: 'Cluster',
  fields: {
    kind: string('always Cluster', { values: ['Cluster'] }),
    apiVersion: string('always kind.x-k8s.io/v1alpha4', { values: ['kind.x-k8s.io/v1alpha4'] }),
    name: string('name of the cluster', { default: 'kind' }),
    nodes: { type: 'array', description: 'nodes of the cluster; default one control-plane node', items: node },
    networking,
    featureGates: map('Kubernetes feature gates of every component', { type: 'boolean' }),
    runtimeConfig: map('--runtime-config of the API server', { type: 'string' }),
    ...kubeadmPatches,
    containerdConfigPatches: strings("TOML documents merged (RFC 7386) into every node's containerd configuration"),
    containerdConfigPatchesJSON6902: strings('RFC 6902 patches as JSON text, applied after the TOML patches'),
  },
};
