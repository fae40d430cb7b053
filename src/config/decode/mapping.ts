import { isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import type { FirstDocument } from './first-document.js';
import type { Problem } from './problems.js';
import { isNull, textOf } from './scalars.js';

/** One key of a YAML mapping and its value; an absent or null value is undefined. */
export interface Entry {
  readonly key: string;
  /** Where the key stands. */
  readonly offset: number;
  readonly value: Node | undefined;
}

/**
 * The entries of a mapping in the order of the text. Duplicate and non-scalar keys are reported. Merge keys (`<<`)
 * add what the mapping lacks; such entries stand where they were written.
 */
export function entriesOf(map: YAMLMap, document: FirstDocument, problems: Problem[]): Entry[] {
  return [...collect(map, document, problems).values()];
}

function collect(map: YAMLMap, document: FirstDocument, problems: Problem[]): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const merged: unknown[] = [];
  for (const pair of map.items) {
    const key = document.resolve(pair.key);
    const offset = offsetOf(pair.key ?? map);
    if (!isScalar(key)) {
      problems.push({ offset, message: `a key must be a string, not ${describe(key)}` });
    } else if (textOf(key) === '<<' && key.type === 'PLAIN') {
      merged.push(pair.value);
    } else {
      add(entries, { key: textOf(key), offset, value: notNull(document.resolve(pair.value)) }, document, problems);
    }
  }
  for (const source of merged) mergeInto(entries, source, document, problems);
  return entries;
}

function add(entries: Map<string, Entry>, entry: Entry, document: FirstDocument, problems: Problem[]): void {
  const earlier = entries.get(entry.key);
  if (earlier === undefined) {
    entries.set(entry.key, entry);
    return;
  }
  const { line } = document.locate(earlier.offset);
  problems.push({ offset: entry.offset, message: `key ${JSON.stringify(entry.key)} is already set on line ${line}` });
}

function mergeInto(entries: Map<string, Entry>, source: unknown, document: FirstDocument, problems: Problem[]): void {
  const node = document.resolve(source);
  const maps = isSeq(node) ? node.items.map(document.resolve) : [node];
  for (const map of maps) {
    if (!isMap(map)) {
      problems.push({
        offset: offsetOf(source),
        message: `<< must be a mapping or a list of them, not ${describe(map)}`,
      });
    } else {
      for (const [key, entry] of collect(map, document, problems)) {
        if (!entries.has(key)) entries.set(key, entry);
      }
    }
  }
}

function notNull(node: Node | null): Node | undefined {
  return node === null || (isScalar(node) && isNull(node)) ? undefined : node;
}

/** Where a node stands; 0 for one that the text does not hold. */
export function offsetOf(node: unknown): number {
  return (node as Partial<Scalar> | null)?.range?.[0] ?? 0;
}

/** What messages call a node. */
export function describe(node: unknown): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  return node === null ? 'nothing' : 'a single value';
}
