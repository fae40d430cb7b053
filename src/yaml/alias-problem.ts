import { type Document, isAlias, isCollection, isNode, isPair } from 'yaml';

/** How many more values than are written a document may stand for. */
const LIMIT = 100_000;

/** What is wrong with an alias, and where it stands, in UTF-16 units from the beginning of the text. */
export interface AliasProblem {
  readonly offset: number;
  readonly message: string;
}

/**
 * Looks for an alias (`*name`) that no reader can follow: one inside of what it stands for, or one by which a short
 * text stands for so many values that time and memory run out. Aliases without an anchor are not looked for.
 *
 * @see https://yaml.org/spec/1.2.2/#71-alias-nodes
 */
export function aliasProblem(document: Document): AliasProblem | undefined {
  /** Values that anchored nodes stand for; undefined while that is being counted. */
  const sizes = new Map<string, number | undefined>();
  let added = 0;
  let problem: AliasProblem | undefined;

  function size(node: unknown): number {
    if (problem !== undefined) return 0;
    if (isPair(node)) return size(node.key) + size(node.value);
    if (isAlias(node)) {
      const target = sizes.get(node.source) ?? 0;
      const offset = node.range?.[0] ?? 0;
      added += target;
      if (sizes.has(node.source) && target === 0) {
        problem = { offset, message: `alias '${node.source}' stands for something that it is in` };
      } else if (added > LIMIT) {
        problem = { offset, message: `aliases stand for more than ${LIMIT} values` };
      }
      return target;
    }
    if (!isNode(node)) return 0;
    const { anchor } = node as { anchor?: string };
    if (anchor !== undefined) sizes.set(anchor, undefined);
    const result = isCollection(node) ? node.items.reduce<number>((sum, item) => sum + size(item), 1) : 1;
    if (anchor !== undefined) sizes.set(anchor, result);
    return result;
  }

  size(document.contents);
  return problem;
}
