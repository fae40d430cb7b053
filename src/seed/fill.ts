import { randomUUID } from 'node:crypto';
import { BOOTSTRAP_TOKEN } from '../kubeadm/input.js';
import type { Identity } from '../pki/identity.js';
import { CLUSTER_INFO_KEY, signatureField, signClusterInfo } from './cluster-info-signature.js';
import type { SeedInput, SeedNode } from './input.js';
import { replaceMarkers } from './markers.js';
import { replacePlaceholders } from './placeholders.js';
import { SEED_TIME, type SeedFile, type SeedObject, seedConfigurations } from './seed.js';

/** What only the node itself knows. */
export interface Moment {
  /** Its keys and certificates, by name. */
  identities: ReadonlyMap<string, Identity>;
  now: Date;
  machine: Machine;
}

/** The machine that all nodes share. */
export interface Machine {
  /** In Go's words: `amd64`. */
  arch: string;
  /** What a kubelet has to give, as quantities: cpu, memory, ephemeral-storage. */
  resources: Readonly<Record<string, string>>;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** As many pods as a kubelet takes. */
const PODS = '110';

/** How long kubeadm's bootstrap tokens can be used, in milliseconds. */
const TOKEN_LIFETIME = 24 * 60 * 60 * 1000;

/** What keeps workloads off control planes, and load balancers. */
const CONTROL_PLANE_LABEL = 'node-role.kubernetes.io/control-plane';
const NOT_READY = 'node.kubernetes.io/not-ready';
const NO_LOAD_BALANCER_LABEL = 'node.kubernetes.io/exclude-from-external-load-balancers';

/**
 * Makes a seed's objects one cluster's own: names and addresses, identifiers, times, the certificate authority, and
 * the nodes.
 *
 * @returns JSON texts by etcd key
 * @throws {KindlingError} INTERNAL when the seed has nothing for such a cluster
 */
export function fillSeed(seed: SeedFile, input: SeedInput, moment: Moment): Map<string, string> {
  const configurations = seedConfigurations(seed, input.tuning);
  const changes: Record<string, (object: SeedObject) => SeedObject> = {
    '/registry/configmaps/kube-system/kubeadm-config': withData({ ClusterConfiguration: configurations.cluster }),
    '/registry/configmaps/kube-system/kubelet-config': withData({ kubelet: configurations.kubelet }),
  };
  const now = timestamp(moment.now);
  const uids = newUids(seed);
  const filled = Object.entries(seed.objects).map(([key, object]): [string, string] => {
    let text = replaceMarkers(JSON.stringify(changes[key]?.(object) ?? changed(object, moment.now)), input);
    text = replacePlaceholders(text, moment.identities, (pem) => JSON.stringify(pem).slice(1, -1));
    if (key === CLUSTER_INFO_KEY) text = signed(text);
    text = text.replace(UUID, (uid) => uids.get(uid) ?? uid);
    return [key, text.replaceAll(SEED_TIME, now)];
  });
  const nodes = input.nodes.map((node): [string, string] => [
    `/registry/minions/${node.name}`,
    JSON.stringify(nodeObject(node, input, now, moment.machine)),
  ]);
  return new Map([...filled, ...nodes]);
}

/** New identifiers by those in the seed: objects also name others by them. */
function newUids({ objects }: SeedFile): Map<string, string> {
  const known = Object.values(objects).flatMap(({ metadata: { uid } }) => (uid === undefined ? [] : [uid]));
  return new Map(known.map((uid) => [uid, randomUUID()]));
}

/** As the API writes times: without fractions of seconds. */
function timestamp(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

function signed(text: string): string {
  const object = JSON.parse(text) as SeedObject & { data: { kubeconfig: string } };
  const signature = signClusterInfo(object.data.kubeconfig, BOOTSTRAP_TOKEN);
  return JSON.stringify(withData({ [signatureField(BOOTSTRAP_TOKEN)]: signature })(object));
}

function withData(data: Record<string, string>): (object: SeedObject) => SeedObject {
  return (object) => ({ ...object, data: { ...(object.data as object), ...data } });
}

/** Changes for kinds of objects rather than single ones. */
function changed(object: SeedObject, now: Date): SeedObject {
  if (object.type !== 'bootstrap.kubernetes.io/token') return object;
  const expiration = timestamp(new Date(now.getTime() + TOKEN_LIFETIME));
  return withData({ expiration: Buffer.from(expiration).toString('base64') })(object);
}

/**
 * A Node as kubelet and kubeadm would have made it: a kubelet that finds its Node takes it over. Without the labels and
 * resources that kubelets report, the first pods would be refused until the kubelet sees its own report.
 */
function nodeObject(node: SeedNode, { nodes, first }: SeedInput, now: string, { arch, resources }: Machine): object {
  const { name, controlPlane, labels, providerID, podCIDRs } = node;
  const restricted = controlPlane && nodes.length > 1;
  const taints = [
    ...(restricted ? [{ key: CONTROL_PLANE_LABEL, effect: 'NoSchedule' }] : []),
    // No pod is for a node that may take long to join; a controller takes this away when it is Ready.
    ...(name === first ? [] : [{ key: NOT_READY, effect: 'NoSchedule' }]),
  ];
  const quantities = { ...resources, pods: PODS };
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: {
      name,
      uid: randomUUID(),
      creationTimestamp: now,
      labels: {
        ...(controlPlane && { [CONTROL_PLANE_LABEL]: '' }),
        ...(restricted && { [NO_LOAD_BALANCER_LABEL]: '' }),
        'beta.kubernetes.io/arch': arch,
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': arch,
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...labels,
      },
    },
    spec: {
      podCIDR: podCIDRs[0],
      podCIDRs,
      providerID,
      ...(taints.length > 0 && { taints }),
    },
    status: { capacity: quantities, allocatable: quantities },
  };
}
