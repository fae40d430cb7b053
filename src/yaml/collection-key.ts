import { type Document, isCollection, visit } from 'yaml';

/**
 * Whether some key of a mapping is a list or a mapping itself (`? [a, b]`), or an alias of one. Kubernetes' readers
 * refuse that, because JSON cannot say it.
 */
export function hasCollectionKey(document: Document): boolean {
  let found = false;
  visit(document, {
    Collection: (key) => {
      if (key !== 'key') return undefined;
      found = true;
      return visit.BREAK;
    },
    Alias: (key, alias) => {
      if (key !== 'key' || !isCollection(alias.resolve(document))) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}
