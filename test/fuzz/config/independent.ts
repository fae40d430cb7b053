import { isScalar, parseDocument, type ScalarTag } from 'yaml';
import { FORMATS, Plain, type Verdict, verdictOn } from './shape.js';

const plainTag: ScalarTag = {
  tag: 'tag:kindling,2026:plain',
  default: true,
  test: /^/,
  resolve: (text) => (/^(|~|null|Null|NULL)$/.test(text) ? null : new Plain(text)),
};

/** What YAML allows in a text (https://yaml.org/spec/1.2.2/#51-character-set). */
const NOT_PRINTABLE = /[^\t\n\r\x20-\x7e\x85\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Halves of characters as escapes, tags, directives, document markers and merge keys: what they make of a text is not
 * judged here, nor are many aliases.
 */
const NOT_JUDGED = /(^|[\s,[{])!|^%|^---|^\.\.\.|\ufeff|<<|\\u[dD][89a-fA-F]/m;

/** Whether a configuration must be decoded, judged by another way to read it. */
export function verdict(text: string): Verdict {
  if (NOT_JUDGED.test(text) || text.split('*').length > 5) return 'unsure';
  if (NOT_PRINTABLE.test(text)) return 'no';
  try {
    return verdictOnValue(firstValue(text));
  } catch (error) {
    // Aliases in what they stand for.
    return error instanceof RangeError ? 'unsure' : 'no';
  }
}

function verdictOnValue(value: unknown): Verdict {
  if (typeof value !== 'object' || value === null) return 'no';
  const { kind, apiVersion } = value as { kind?: unknown; apiVersion?: unknown };
  const format = FORMATS[scalar(apiVersion)];
  if (format === undefined || format.kind !== scalar(kind)) return 'no';
  return verdictOn(format.shape, value);
}

function scalar(value: unknown): string {
  return value instanceof Plain ? value.text : typeof value === 'string' ? value : '';
}

/** @throws when the text is not YAML or has a key twice */
function firstValue(text: string): unknown {
  const document = parseDocument(text.replaceAll(/\r\n?/g, '\n'), {
    schema: 'failsafe',
    uniqueKeys: (one, other) => isScalar(one) && isScalar(other) && one.source === other.source,
    logLevel: 'silent',
    customTags: (tags) => [...tags, plainTag],
  });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return withTextKeys(document.toJS({ maxAliasCount: -1, mapAsMap: true }));
}

function withTextKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTextKeys);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, item]) => [keyText(key), withTextKeys(item)]));
}

/** An empty key is one, too. @throws when it is a mapping or a list */
function keyText(key: unknown): string {
  if (key === null || key instanceof Plain || typeof key === 'string') return scalar(key);
  throw new Error('a key is no text');
}
