import { parseDocument, type ScalarTag, stringify, type Tags } from 'yaml';
import { type Json, requireDepth } from '../config/patch/json.js';
import { aliasProblem } from '../yaml/alias-problem.js';
import { hasCollectionKey } from '../yaml/collection-key.js';
import { forbiddenCharacter } from '../yaml/forbidden-character.js';
import { withLineFeeds } from '../yaml/line-breaks.js';
import { plainlyRead } from '../yaml/quoted-strings.js';

/** Tags of YAML 1.1 that Kubernetes does not have: in it, times and dates are strings. */
const NOT_IN_KUBERNETES = new Set(
  ['binary', 'omap', 'pairs', 'set', 'timestamp'].map((tag) => `tag:yaml.org,2002:${tag}`),
);

function kubernetesTags(tags: Tags): Tags {
  return tags.filter((tag) => {
    if (typeof tag === 'string') return true;
    return !NOT_IN_KUBERNETES.has(tag.tag) && (tag as ScalarTag).format !== 'TIME';
  });
}

/**
 * Reads the first document of a YAML text as Kubernetes' tools do: YAML 1.1 scalars (`yes` and `on` are booleans,
 * `010` is 8), the last one of duplicate keys wins, keys are strings.
 *
 * @throws Error for text that is not YAML, says what JSON cannot, or is nested too deeply
 */
export function parseYaml(text: string): Json {
  const document = parseDocument(withLineFeeds(text), {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    logLevel: 'silent',
    customTags: kubernetesTags,
  });
  const error = document.errors.find(({ code }) => code !== 'MULTIPLE_DOCS');
  if (error !== undefined) throw new Error(error.message.split('\n')[0]?.replace(/:$/, ''));
  const unreadable = forbiddenCharacter(text) ?? aliasProblem(document);
  if (unreadable !== undefined) throw new Error(unreadable.message);
  if (hasCollectionKey(document)) throw new Error('a key must be a string');
  const value = asJson(document.toJS({ maxAliasCount: -1 }));
  requireDepth(value);
  return value;
}

/**
 * Writes a value as YAML with sorted keys. Strings that any YAML version takes for something else are quoted.
 */
export function formatYaml(value: Json): string {
  return stringify(value, {
    ...plainlyRead,
    sortMapEntries: true,
    lineWidth: 0,
    indentSeq: false,
    aliasDuplicateObjects: false,
  });
}

function asJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${value} is no JSON number`);
    return value;
  }
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asJson(item)]));
  throw new Error(`${String(value)} is no JSON value`);
}
