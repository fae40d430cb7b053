import { entryLists, entryName, type Kubeconfig, type NamedEntry } from './document.js';

/**
 * Puts the entries of `added` into `existing`: an entry of the same name is replaced in its place, a new one goes to
 * the end. The current context becomes `added`'s. Everything else stays, except that a kubeconfig without any other
 * top-level field takes over `added`'s (`apiVersion`, `kind`, `preferences`).
 */
export function mergeInto(existing: Kubeconfig, added: Kubeconfig): Kubeconfig {
  const [clusters, users, contexts] = entryLists.map((list) => mergeEntries(existing[list], added[list]));
  return {
    clusters: clusters ?? [],
    users: users ?? [],
    contexts: contexts ?? [],
    currentContext: added.currentContext,
    other: Object.keys(existing.other).length === 0 ? added.other : existing.other,
  };
}

/**
 * Drops the entries of a name, and the current context if it points there.
 *
 * @returns undefined when there was nothing to drop
 */
export function removeFrom(existing: Kubeconfig, name: string): Kubeconfig | undefined {
  const keep = (list: readonly NamedEntry[]) => list.filter((entry) => entryName(entry) !== name);
  const pointsThere = existing.currentContext === name;
  const rest: Kubeconfig = {
    clusters: keep(existing.clusters),
    users: keep(existing.users),
    contexts: keep(existing.contexts),
    currentContext: pointsThere ? '' : existing.currentContext,
    other: existing.other,
  };
  const unchanged = !pointsThere && entryLists.every((list) => rest[list].length === existing[list].length);
  return unchanged ? undefined : rest;
}

function mergeEntries(existing: readonly NamedEntry[], added: readonly NamedEntry[]): NamedEntry[] {
  const merged = [...existing];
  for (const entry of added) {
    const name = entryName(entry);
    let found = false;
    for (const [index, candidate] of merged.entries()) {
      if (entryName(candidate) !== name) continue;
      merged[index] = entry;
      found = true;
    }
    if (!found) merged.push(entry);
  }
  return merged;
}
