import { KindlingError } from '../../errors.js';

/** One item of `clusters`, `users` or `contexts`. Only the name is ours to look at; everything else is kept as it is. */
export type NamedEntry = Readonly<Record<string, unknown>>;

/**
 * A kubeconfig of which only what merging needs is known. Fields that kindling does not know are preserved: in
 * entries, and at the top level in `other`.
 */
export interface Kubeconfig {
  readonly clusters: readonly NamedEntry[];
  readonly users: readonly NamedEntry[];
  readonly contexts: readonly NamedEntry[];
  /** Empty when there is none. */
  readonly currentContext: string;
  /** Every other top-level field: `apiVersion`, `kind`, `preferences`, `extensions`, … */
  readonly other: Readonly<Record<string, unknown>>;
}

export const emptyKubeconfig: Kubeconfig = { clusters: [], users: [], contexts: [], currentContext: '', other: {} };

/** The lists of a kubeconfig that hold named entries. */
export const entryLists = ['clusters', 'users', 'contexts'] as const;

/** The name of kindling's entries (cluster, user and context alike) for a cluster. */
export function kubeconfigKey(cluster: string): string {
  return `kind-${cluster}`;
}

/** The name of an entry; empty when it has none. */
export function entryName(entry: NamedEntry): string {
  return entry.name === undefined || entry.name === null ? '' : String(entry.name);
}

/**
 * Checks the outer form of a parsed kubeconfig.
 *
 * @param value what a YAML parser made of the file; null or undefined for an empty one
 * @throws {KindlingError} KUBECONFIG when it is not a mapping, a list of entries is not a list of mappings, or a name is
 *   no text
 */
export function kubeconfigFromValue(value: unknown): Kubeconfig {
  if (value === null || value === undefined) return emptyKubeconfig;
  if (!isMapping(value)) throw malformed('the document is not a mapping');
  const { clusters, users, contexts, 'current-context': current, ...other } = value;
  return {
    clusters: entries(clusters, 'clusters'),
    users: entries(users, 'users'),
    contexts: entries(contexts, 'contexts'),
    currentContext: scalarText(current, 'current-context'),
    other,
  };
}

/** The plain object to encode; empty lists and an empty current context are left out, as kind does. */
export function kubeconfigToValue(config: Kubeconfig): Record<string, unknown> {
  const value: Record<string, unknown> = { ...config.other };
  for (const list of entryLists) if (config[list].length > 0) value[list] = config[list];
  if (config.currentContext !== '') value['current-context'] = config.currentContext;
  return value;
}

function entries(value: unknown, field: string): NamedEntry[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw malformed(`${field} is not a list`);
  return value.map((item, index) => {
    if (!isMapping(item)) throw malformed(`${field}[${index}] is not a mapping`);
    scalarText(item.name, `${field}[${index}].name`);
    return item;
  });
}

/** Numbers and the like are names, too, as they are written. */
function scalarText(value: unknown, field: string): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value) || isMapping(value)) throw malformed(`${field} is not a string`);
  return String(value);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function malformed(what: string): KindlingError {
  return new KindlingError('KUBECONFIG', `not a kubeconfig: ${what}`);
}
