import type { DocumentOptions, ScalarTag, SchemaOptions, Tags } from 'yaml';

/** What some reader drops, takes for the end of a line, or refuses, unless it is written as an escape. */
const ESCAPED = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * Writes strings in quotes that the library would write so that they are read as something else:
 *
 * - `<<`, which as a plain key means: merge the value, a mapping, into the mapping that has the key
 *   (https://yaml.org/type/merge.html);
 * - strings with byte order marks, control characters, or line separators of Unicode.
 *
 * Belongs before the library's tags.
 */
export const quotedStrings: ScalarTag = {
  tag: 'tag:kindling,2026:quoted',
  default: true,
  identify: (value) => typeof value === 'string' && (value === '<<' || value.search(ESCAPED) >= 0),
  test: /(?!)/, // nothing that is read; the library prefers tags that have a test
  resolve: (source) => source,
  stringify: ({ value }) => JSON.stringify(value).replace(ESCAPED, escapeOf),
};

/** How to write YAML so that any reader, of version 1.1 or 1.2, sees the strings that were given. */
export const plainlyRead: SchemaOptions & Pick<DocumentOptions, 'version'> = {
  version: '1.1',
  compat: 'core',
  customTags: (tags: Tags) => [quotedStrings, ...tags],
};

function escapeOf(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
