import { KindlingError } from '../../errors.js';
import type { ObjectSchema } from '../decode/schema.js';
import type { Cluster, Node, NodeRole } from '../v1alpha4.js';
import type { Converted, Note } from './note.js';
import { convertPatches, type OldPatches, oldPatches } from './old-patches.js';
import { list, mount, string } from './parts.js';
import type { Version } from './versions.js';

/** A short text must not stand for more nodes than memory holds. */
const NODES_LIMIT = 10_000;

interface OldNode extends OldPatches {
  role?: NodeRole | 'external-etcd' | 'external-load-balancer';
  replicas?: number;
  image?: string;
  extraMounts?: Node['extraMounts'];
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
function convert({ nodes: groups = [] }: OldConfig): Converted<Cluster> {
  const nodes: Node[] = [];
  const notes: Note[] = [];
  const first = groups.find(({ role, replicas }) => (role || 'control-plane') === 'control-plane' && replicas !== 0);
  for (const group of groups) {
    const { role, replicas = 1, image, extraMounts } = group;
    if (role === 'external-load-balancer') {
      notes.push({
        path: ['nodes'],
        text: 'left out: external-load-balancer, made by itself for several control-plane nodes',
      });
      continue;
    }
    if (replicas === 0) notes.push({ path: ['nodes'], text: `left out: ${role || 'control-plane'} with replicas: 0` });
    else if (group !== first && hasPatches(group)) {
      notes.push({
        path: ['nodes', nodes.length],
        text: 'left out: kubeadm patches; only those of the first control-plane node had an effect',
      });
    }
    // external-etcd passes as it is: validation refuses it as no node role.
    const node = { role: role as NodeRole | undefined, image, extraMounts };
    if (nodes.length + replicas > NODES_LIMIT) {
      throw new KindlingError(
        'CONFIG_INVALID',
        `unable to decode config: there are more than ${NODES_LIMIT} nodes in it`,
      );
    }
    const given = Object.fromEntries(Object.entries(node).filter(([, field]) => field !== undefined)) as Node;
    nodes.push(...Array.from({ length: replicas }, () => structuredClone(given)));
  }
  const patches = convertPatches(first ?? {});
  const path = ['networking', 'apiServerAddress'];
  notes.push({ path, text: 'as in v1alpha2; without this line, only this machine reaches the API server' });
  return {
    value: { nodes, networking: { apiServerAddress: '0.0.0.0' }, ...patches.value },
    notes: [...notes, ...patches.notes],
  };
}

function hasPatches({ kubeadmConfigPatches = [], kubeadmConfigPatchesJson6902 = [] }: OldNode): boolean {
  return kubeadmConfigPatches.length + kubeadmConfigPatchesJson6902.length > 0;
}
