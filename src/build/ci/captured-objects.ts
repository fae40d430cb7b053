import { KindlingError } from '../../errors.js';
import type { SeedObject } from '../../seed/seed.js';
import { TRANSIENT, withoutExpiration, withoutKeys } from '../seed/normalize.js';

/** What belongs to the moment, or to the node that ran: every cluster makes it anew. */
const OF_THE_MOMENT = [
  ...TRANSIENT,
  '/registry/certificatesigningrequests/',
  '/registry/endpointslices/default/kubernetes',
  '/registry/minions/',
  '/registry/services/endpoints/default/kubernetes',
];

/** Workloads, whose state is not that of a cluster that has yet to start. */
const WORKLOADS = ['/registry/daemonsets/', '/registry/deployments/', '/registry/pods/', '/registry/statefulsets/'];

type Fields = Record<string, unknown>;

/**
 * Makes a seed's objects of what the etcd of a running cluster holds. What others own is left out: controllers make it
 * again. So are keys and what is signed by them.
 *
 * @param stored JSON texts by etcd key
 * @throws {KindlingError} BUILD_FAILED when something is no JSON
 */
export function capturedObjects(stored: ReadonlyMap<string, string>): Record<string, SeedObject> {
  const kept = [...stored]
    .filter(([key]) => !OF_THE_MOMENT.some((prefix) => key.startsWith(prefix)))
    .map(([key, text]) => [key, parsed(key, withoutKeys(key, text))] as const)
    .filter(([, object]) => !isMadeByOthers(object))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(kept.map(([key, object]) => [key, settled(key, withoutExpiration(object))]));
}

function parsed(key: string, text: string): SeedObject {
  try {
    return JSON.parse(text) as SeedObject;
  } catch (cause) {
    throw new KindlingError('BUILD_FAILED', `the cluster's etcd has something at ${key} that is no JSON`, { cause });
  }
}

/** Endpoints have no owner, but a mark of the controller that makes them. */
function isMadeByOthers({ metadata }: SeedObject): boolean {
  const { ownerReferences, annotations } = metadata as Fields;
  const owned = Array.isArray(ownerReferences) && ownerReferences.length > 0;
  return owned || 'endpoints.kubernetes.io/last-change-trigger-time' in ((annotations ?? {}) as Fields);
}

function settled(key: string, object: SeedObject): SeedObject {
  // The cluster's key for tokens is another one: its controller makes new ones.
  if (object.type === 'kubernetes.io/service-account-token') return { ...object, data: {} };
  if (!WORKLOADS.some((prefix) => key.startsWith(prefix))) return object;
  const { status: _, ...rest } = object;
  if (!key.startsWith('/registry/pods/')) return { ...rest, status: {} } as SeedObject;
  const { nodeName: __, ...spec } = rest.spec as Fields;
  return { ...rest, spec, status: { phase: 'Pending' } } as unknown as SeedObject;
}
