import {
  type CreateNodeOptions,
  type Document,
  type ParseOptions,
  parseDocument,
  type ScalarTag,
  type SchemaOptions,
  stringify,
  visit,
} from 'yaml';
import { KindlingError, messageOf } from '../../errors.js';
import { aliasProblem } from '../../yaml/alias-problem.js';
import { hasCollectionKey } from '../../yaml/collection-key.js';
import { forbiddenCharacter } from '../../yaml/forbidden-character.js';
import { withLineFeeds } from '../../yaml/line-breaks.js';
import { quotedStrings } from '../../yaml/quoted-strings.js';
import { emptyKubeconfig, type Kubeconfig, kubeconfigFromValue, kubeconfigToValue } from './document.js';

/**
 * A plain scalar that some YAML version reads as something else than text (numbers, `yes`, dates, …). It is written
 * back letter for letter: whatever kubectl made of `password: 0777` or `insecure-skip-tls-verify: yes` before, it
 * makes of it afterwards.
 */
class RawScalar {
  constructor(readonly source: string) {}

  toString(): string {
    return this.source;
  }
}

const rawTag: ScalarTag = {
  tag: 'tag:kindling,2026:raw',
  default: true,
  identify: (value) => value instanceof RawScalar,
  test: /^(?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|[-+.]?[0-9][0-9a-zA-Z_.:+-]*|[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN))$/,
  resolve: (source) => new RawScalar(source),
  stringify: (item) => (item.value as RawScalar).source,
};

const schema: SchemaOptions & ParseOptions & CreateNodeOptions = {
  schema: 'core',
  // Strings that a YAML 1.1 reader would take for something else get quotes: kubectl is such a reader.
  compat: 'yaml-1.1',
  merge: true,
  customTags: (tags) => [
    quotedStrings,
    ...tags.filter((tag) => typeof tag === 'string' || !/:(?:int|float)$/.test(tag.tag)),
    rawTag,
  ],
};

/**
 * Reads kubeconfig text.
 *
 * @throws {KindlingError} KUBECONFIG when it is not YAML, holds more than one document or has a wrong form
 */
export function decodeKubeconfig(text: string): Kubeconfig {
  if (text.trim() === '') return emptyKubeconfig;
  let value: unknown;
  try {
    const document = parseDocument(withLineFeeds(text), { ...schema, logLevel: 'error' });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const unreadable = forbiddenCharacter(text) ?? aliasProblem(document);
    if (unreadable !== undefined) throw new Error(unreadable.message);
    if (hasCollectionKey(document)) throw new Error('a key must be a string');
    refuseTags(document);
    value = document.toJS({ maxAliasCount: -1 });
  } catch (cause) {
    throw new KindlingError('KUBECONFIG', `not valid YAML: ${messageOf(cause).trimEnd()}`, { cause });
  }
  return kubeconfigFromValue(value);
}

/** Tags that do not change what is written back. */
const TAGS = new Set(['str', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`));

/** Other tags would be lost, and with them what the value is. */
function refuseTags(document: Document): void {
  visit(document, {
    Node: (_key, { tag }) => {
      if (tag !== undefined && !TAGS.has(tag)) throw new Error(`a value has a tag (${tag}), which no kubeconfig needs`);
    },
  });
}

/**
 * Normalized YAML: keys sorted, no comments, no anchors. An empty kubeconfig is the empty text (spec §3.12).
 */
export function encodeKubeconfig(config: Kubeconfig): string {
  const value = kubeconfigToValue(config);
  if (Object.keys(value).length === 0) return '';
  return stringify(value, {
    ...schema,
    sortMapEntries: true,
    aliasDuplicateObjects: false,
    indentSeq: false,
    lineWidth: 0,
  });
}
