import { Document, isCollection, isMap, isNode, isScalar } from 'yaml';
import { plainlyRead } from '../../yaml/quoted-strings.js';
import type { Cluster } from '../v1alpha4.js';
import type { Note } from '../versions/note.js';

/** Writes a configuration in the current format as YAML, with notes as comments. */
export function annotatedYaml({ kind, apiVersion, ...rest }: Cluster, notes: readonly Note[]): string {
  const document = new Document({ kind, apiVersion, ...rest }, { ...plainlyRead, aliasDuplicateObjects: false });
  for (const note of notes) annotate(document, note);
  return document.toString({ lineWidth: 0, indentSeq: false });
}

/** Puts a comment where a note belongs, or where that would be. */
function annotate(document: Document, { path, text }: Note): void {
  const target = commented(document, path) ?? document;
  target.commentBefore = target.commentBefore ? `${target.commentBefore}\n ${text}` : ` ${text}`;
}

/** What has the comment above a path: the key of a mapping, the element of a list. */
function commented(document: Document, path: Note['path']): { commentBefore?: string | null } | undefined {
  const [last] = path.slice(-1);
  if (last === undefined) return undefined;
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (!isMap(parent)) return isCollection(parent) ? nodeOf(parent.get(last, true)) : undefined;
  return nodeOf(parent.items.map(({ key }) => key).find((key) => isScalar(key) && key.value === last));
}

function nodeOf(value: unknown): { commentBefore?: string | null } | undefined {
  return isNode(value) ? value : undefined;
}
