import type { ObjectSchema } from '../decode/schema.js';
import type { Cluster, Node, NodeRole } from '../v1alpha4.js';
import { list, mount, string } from './parts.js';
import { convertPatches, type OldPatchJson6902, oldPatches } from './v1alpha3.js';
import type { Version } from './versions.js';

interface OldNode {
  role?: NodeRole | 'external-etcd' | 'external-load-balancer';
  replicas?: number;
  image?: string;
  extraMounts?: Node['extraMounts'];
  kubeadmConfigPatches?: string[];
  kubeadmConfigPatchesJson6902?: OldPatchJson6902[];
}

interface OldConfig {
  kind?: string;
  apiVersion?: string;
  nodes?: OldNode[];
}

const node: ObjectSchema<OldNode> = {
  type: 'object',
  name: 'Node',
  fields: {
    role: string('role of the nodes', { default: 'control-plane' }),
    // More nodes than a thousand are a slip of the finger.
    replicas: { type: 'integer', description: 'how many such nodes', minimum: 0, maximum: 1000, default: 1 },
    image: string('node image'),
    extraMounts: list('host paths mounted into the nodes', mount),
    ...oldPatches,
  },
};

const schema: ObjectSchema<OldConfig> = {
  type: 'object',
  name: 'Config',
  fields: {
    kind: string('always Config'),
    apiVersion: string('always kind.sigs.k8s.io/v1alpha2'),
    nodes: list('nodes of the cluster', node),
  },
};

/** The format of kind 0.1 to 0.3. */
export const v1alpha2: Version = {
  apiVersion: 'kind.sigs.k8s.io/v1alpha2',
  kind: 'Config',
  schema,
  convert: (value) => convert(value as OldConfig),
};

/**
 * As kind 0.2 did: load balancers are implied, replicas become nodes, the first control-plane node's patches are
 * those of the cluster, and the API server listens on every address.
 */
function convert({ nodes = [] }: OldConfig): Cluster {
  const kept = nodes.filter(({ role }) => role !== 'external-load-balancer');
  const first = kept.find(({ role, replicas }) => (role || 'control-plane') === 'control-plane' && replicas !== 0);
  return {
    nodes: kept.flatMap(({ role, replicas = 1, image, extraMounts }) => {
      // external-etcd passes as it is: validation refuses it as no node role.
      const node = { role: role as NodeRole | undefined, image, extraMounts };
      const given = Object.fromEntries(Object.entries(node).filter(([, field]) => field !== undefined)) as Node;
      return Array.from({ length: replicas }, () => structuredClone(given));
    }),
    networking: { apiServerAddress: '0.0.0.0' },
    ...convertPatches(first ?? {}),
  };
}
