import type { ScalarTag } from 'yaml';

/**
 * Writes the string `<<` in quotes. The library writes it plain, and a plain key `<<` means: merge the value, a
 * mapping, into the mapping that has the key (https://yaml.org/type/merge.html). Belongs before the library's tags.
 */
export const quotedMergeKey: ScalarTag = {
  tag: 'tag:kindling,2026:quoted-merge-key',
  default: true,
  identify: (value) => value === '<<',
  test: /(?!)/, // nothing that is read; the library prefers tags that have a test
  resolve: (source) => source,
  stringify: () => '"<<"',
};
