import { isMap, isScalar, isSeq } from 'yaml';
import { KindlingError } from '../errors.js';
import { type FirstDocument, firstDocument } from './decode/first-document.js';
import { describe, type Entry, entriesOf, offsetOf } from './decode/mapping.js';
import { type Problem, problemsError } from './decode/problems.js';
import { isNull, textOf } from './decode/scalars.js';
import { Walker } from './decode/walk.js';
import type { Cluster } from './v1alpha4.js';
import { findVersion } from './versions/versions.js';

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
  const document = firstDocument(text);
  const { kind, apiVersion } = typeOf(document, source);
  const version = findVersion(apiVersion);
  if (version === undefined) throw new KindlingError('CONFIG_INVALID', `unknown apiVersion: ${apiVersion}`);
  if (kind !== version.kind) {
    throw new KindlingError('CONFIG_INVALID', `unknown kind ${kind} for apiVersion: ${apiVersion}`);
  }
  const walker = new Walker(document);
  const value = document.root === null ? undefined : walker.decode(version.schema, document.root);
  if (value === undefined || walker.problems.length > 0) {
    throw problemsError('unable to decode config', source, walker.problems, document.locate);
  }
  return { ...version.convert(value), kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4' };
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
