import type { ObjectSchema } from '../decode/schema.js';
import { IP_FAMILIES, NODE_ROLES } from '../enums.js';
import type { Networking, Node } from '../v1alpha4.js';
import { convertPatches, type OldPatches, oldPatches } from './old-patches.js';
import { flag, list, mount, port, portMapping, string } from './parts.js';
import type { Version } from './versions.js';

type OldNode = Pick<Node, 'role' | 'image' | 'extraMounts' | 'extraPortMappings'>;

interface OldCluster extends OldPatches {
  kind?: string;
  apiVersion?: string;
  nodes?: OldNode[];
  networking?: Omit<Networking, 'kubeProxyMode' | 'dnsSearch'>;
}

const node: ObjectSchema<OldNode> = {
  type: 'object',
  name: 'Node',
  fields: {
    role: string('role of the node', { values: NODE_ROLES, default: 'control-plane' }),
    image: string('node image'),
    extraMounts: list('host paths mounted into the node', mount),
    extraPortMappings: list('ports of the node published on the host', portMapping),
  },
};

const networking: ObjectSchema<NonNullable<OldCluster['networking']>> = {
  type: 'object',
  name: 'Networking',
  fields: {
    ipFamily: string('IP family of the cluster', { values: IP_FAMILIES, default: 'ipv4' }),
    apiServerPort: port('port of the API server on the host'),
    apiServerAddress: string('address of the API server on the host'),
    podSubnet: string('CIDR of the pods'),
    serviceSubnet: string('CIDR of the services'),
    disableDefaultCNI: flag('leave the pod network to the user'),
  },
};

const schema: ObjectSchema<OldCluster> = {
  type: 'object',
  name: 'Cluster',
  fields: {
    kind: string('always Cluster'),
    apiVersion: string('always kind.sigs.k8s.io/v1alpha3'),
    nodes: list('nodes of the cluster', node),
    networking,
    ...oldPatches,
  },
};

/** The format of kind 0.2 to 0.8. */
export const v1alpha3: Version = {
  apiVersion: 'kind.sigs.k8s.io/v1alpha3',
  kind: 'Cluster',
  schema,
  convert: (value) => {
    const { nodes, networking, ...rest } = value as OldCluster;
    const patches = convertPatches(rest);
    return {
      value: { ...(nodes ? { nodes } : {}), ...(networking ? { networking } : {}), ...patches.value },
      notes: patches.notes,
    };
  },
};
