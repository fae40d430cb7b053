/** All but what may stand in a YAML text. A byte order mark may at the beginning only. */
const FORBIDDEN = /[^\t\n\r\x20-\x7e\x85\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Looks for a control character or another one that must not stand in a YAML text. Some readers take such a text,
 * others, like Kubernetes', don't.
 *
 * @returns where it is, in UTF-16 units, and what to say
 * @see https://yaml.org/spec/1.2.2/#51-character-set
 */
export function forbiddenCharacter(text: string): { offset: number; message: string } | undefined {
  const found = FORBIDDEN.exec(text.replace(/^\ufeff/, '\n'));
  if (found === null) return undefined;
  const code = found[0].codePointAt(0) ?? 0;
  return {
    offset: found.index,
    message: `character U+${code.toString(16).toUpperCase().padStart(4, '0')} is not allowed in YAML`,
  };
}
