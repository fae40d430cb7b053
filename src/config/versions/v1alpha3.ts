import type { ObjectSchema } from '../decode/schema.js';
import { IP_FAMILIES, NODE_ROLES } from '../enums.js';
import type { Cluster, Networking, Node, PatchJson6902 } from '../v1alpha4.js';
import type { Converted } from './note.js';
import { flag, list, mount, port, portMapping, string } from './parts.js';
import type { Version } from './versions.js';

/** A JSON 6902 patch before v1alpha4: it also named the document, which all kubeadm documents called `config`. */
export type OldPatchJson6902 = PatchJson6902 & { name?: string; namespace?: string };

type OldNode = Pick<Node, 'role' | 'image' | 'extraMounts' | 'extraPortMappings'>;

interface OldCluster {
  kind?: string;
  apiVersion?: string;
  nodes?: OldNode[];
  networking?: Omit<Networking, 'kubeProxyMode' | 'dnsSearch'>;
  kubeadmConfigPatches?: string[];
  kubeadmConfigPatchesJson6902?: OldPatchJson6902[];
}

const oldPatchJson6902: ObjectSchema<OldPatchJson6902> = {
  type: 'object',
  name: 'PatchJson6902',
  fields: {
    group: string('API group of the document to patch'),
    version: string('API version of the document to patch'),
    kind: string('kind of the document to patch'),
    name: string('without effect'),
    namespace: string('without effect'),
    patch: string('RFC 6902 operations as a YAML or JSON list'),
  },
};

/** The patch fields of the versions before v1alpha4. */
export const oldPatches = {
  kubeadmConfigPatches: list('YAML documents merged into the kubeadm documents of the same kind'),
  kubeadmConfigPatchesJson6902: list('RFC 6902 patches, applied after the merge patches', oldPatchJson6902),
} as const;

type Patches = Pick<Cluster, 'kubeadmConfigPatches' | 'kubeadmConfigPatchesJSON6902'>;

/** Patches in today's spelling and without what has no effect. */
export function convertPatches(old: {
  kubeadmConfigPatches?: string[];
  kubeadmConfigPatchesJson6902?: OldPatchJson6902[];
}): Converted<Patches> {
  const { kubeadmConfigPatches, kubeadmConfigPatchesJson6902: operations } = old;
  const value = {
    ...(kubeadmConfigPatches ? { kubeadmConfigPatches } : {}),
    ...(operations ? { kubeadmConfigPatchesJSON6902: operations.map(({ name, namespace, ...patch }) => patch) } : {}),
  };
  // Every generated document was called config, so this name says nothing.
  const named = ({ name = 'config', namespace = '' }: OldPatchJson6902) => name !== 'config' || namespace !== '';
  const notes = (operations ?? []).flatMap((patch, index) => {
    const path = ['kubeadmConfigPatchesJSON6902', index];
    return named(patch)
      ? [{ path, text: 'left out: name and namespace; kind, group and version tell which document to patch' }]
      : [];
  });
  return { value, notes };
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
