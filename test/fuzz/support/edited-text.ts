import fc, { type Arbitrary } from 'fast-check';

interface Edit {
  how: 'insert' | 'delete' | 'cut' | 'double line' | 'swap lines' | 'indent line';
  /** Where, as a part of the text's length. */
  at: number;
  length: number;
  piece: string;
}

/**
 * Texts with a few slips of the finger: something inserted, deleted or cut off, lines doubled, swapped or indented.
 *
 * @param pieces what is inserted
 */
export function edited(texts: Arbitrary<string>, pieces: readonly string[]): Arbitrary<string> {
  const edits: Arbitrary<Edit> = fc.record({
    how: fc.constantFrom('insert', 'insert', 'delete', 'cut', 'double line', 'swap lines', 'indent line'),
    at: fc.integer({ min: 0, max: 9999 }).map((at) => at / 10_000),
    length: fc.integer({ min: 1, max: 20 }),
    piece: fc.constantFrom(...pieces),
  });
  return fc.tuple(texts, fc.array(edits, { minLength: 1, maxLength: 4 })).map(([text, all]) => all.reduce(apply, text));
}

function apply(text: string, { how, at, length, piece }: Edit): string {
  const offset = Math.floor(at * text.length);
  if (how === 'insert') return text.slice(0, offset) + piece + text.slice(offset);
  if (how === 'delete') return text.slice(0, offset) + text.slice(offset + length);
  if (how === 'cut') return text.slice(0, offset);
  const lines = text.split('\n');
  const line = Math.min(lines.length - 1, Math.floor(at * lines.length));
  const other = (line + length) % lines.length;
  if (how === 'double line') lines.splice(other, 0, lines[line] ?? '');
  else if (how === 'indent line') lines[line] = `${length % 2 ? '\t' : ' '.repeat(length)}${lines[line]}`;
  else [lines[line], lines[other]] = [lines[other] ?? '', lines[line] ?? ''];
  return lines.join('\n');
}
