const named: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

/** Quotes text the way Go's `%q` does, which is how kind shows names and values. */
export function goQuote(value: string): string {
  return `"${[...value].map((char) => (char === '"' ? '\\"' : escapeChar(char))).join('')}"`;
}

/** Quotes one character the way Go's `%q` does: `'x'`. */
export function goQuoteRune(char: string): string {
  return `'${char === "'" ? "\\'" : escapeChar(char)}'`;
}

/** A list the way Go prints a slice of quoted strings: `["a" "b"]`. */
export function goQuoteList(values: readonly string[]): string {
  return `[${values.map(goQuote).join(' ')}]`;
}

function escapeChar(char: string): string {
  if (char in named) return named[char] as string;
  if (char === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
