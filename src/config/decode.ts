import { isMap, isScalar, isSeq } from 'yaml';
import { KindlingError } from '../errors.js';
import { type FirstDocument, firstDocument } from './decode/first-document.js';
import { describe, type Entry, entriesOf, offsetOf } from './decode/mapping.js';
import { type Problem, problemsError } from './decode/problems.js';
import { isNull, textOf } from './decode/scalars.js';
import { Walker } from './decode/walk.js';
import { migrateCommand } from './migrate-command.js';
import type { Cluster } from './v1alpha4.js';
import type { Note } from './versions/note.js';
import { CURRENT_API_VERSION, findVersion } from './versions/versions.js';

export interface DecodedConfig {
  readonly cluster: Cluster;
  /** The format that the text is in. */
  readonly apiVersion: string;
  /** What conversion to the current format left out or added. */
  readonly notes: readonly Note[];
}

/**
 * Decodes a cluster configuration: the first document of a YAML text, `apiVersion: kind.x-k8s.io/v1alpha4` or one
 * of the older formats that are known. Strict: unknown fields, wrong types and duplicate keys anywhere are errors,
 * and names are case sensitive. Values are neither defaulted nor validated (kind compatibility: decoding).
 *
 * @param text YAML, or JSON, which is YAML
 * @param source what messages call the text: the file's path as the user gave it, or `stdin`
 * @throws KindlingError CONFIG_INVALID, in kind's words, with `source:line:column` of every problem
 */
export function decodeCluster(text: string, source: string): Cluster {
  return decodeConfig(text, source).cluster;
}

/**
 * Like `decodeCluster`, telling the format and what was converted.
 *
 * @param options.leaveOut fields that are gone become notes. Default: false, they are errors.
 */
export function decodeConfig(
  text: string,
  source: string,
  { leaveOut = false }: { leaveOut?: boolean } = {},
): DecodedConfig {
  const document = firstDocument(text);
  const { kind, apiVersion } = typeOf(document, source);
  const version = findVersion(apiVersion);
  if (version === undefined) throw new KindlingError('CONFIG_INVALID', `unknown apiVersion: ${apiVersion}`);
  if (kind !== version.kind) {
    throw new KindlingError('CONFIG_INVALID', `unknown kind ${kind} for apiVersion: ${apiVersion}`);
  }
  const walker = new Walker(document);
  const value = document.root === null ? undefined : walker.decode(version.schema, document.root);
  const problems = [...walker.problems, ...(leaveOut ? [] : walker.refused)];
  if (value === undefined || problems.length > 0) {
    const hint = !leaveOut && walker.refused.length > 0 ? migrateHint(source) : undefined;
    throw problemsError('unable to decode config', source, problems, document.locate, hint);
  }
  const converted = version.convert(value);
  const gone = walker.refused.map(({ offset, message }) => {
    return { path: [], text: `left out (line ${document.locate(offset).line}): ${message}` };
  });
  return {
    cluster: { ...converted.value, kind: 'Cluster', apiVersion: CURRENT_API_VERSION },
    apiVersion,
    notes: [...gone, ...converted.notes],
  };
}

function migrateHint(source: string): string {
  return `"${migrateCommand(source)}" writes it in the current format, without that`;
}

/** The document's kind and apiVersion, empty where absent. Reads only the top level. */
function typeOf(document: FirstDocument, source: string): { kind: string; apiVersion: string } {
  const problems: Problem[] = [...document.problems];
  const { root } = document;
  let entries: Entry[] = [];
  if (isMap(root)) entries = entriesOf(root, document, problems);
  else if (isSeq(root) || (isScalar(root) && !isNull(root))) {
    problems.push({ offset: offsetOf(root), message: `expected a mapping, found ${describe(root)}` });
  }
  const read = (key: string): string => {
    const value = entries.find((entry) => entry.key === key)?.value;
    if (value === undefined) return '';
    if (isScalar(value)) return textOf(value);
    problems.push({ offset: offsetOf(value), message: `expected a string, found ${describe(value)}` });
    return '';
  };
  const type = { kind: read('kind'), apiVersion: read('apiVersion') };
  if (problems.length > 0) {
    throw problemsError('could not determine kind / apiVersion for config', source, problems, document.locate);
  }
  return type;
}
