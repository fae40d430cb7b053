import { text } from '../text/text.js';

const number = /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;

/**
 * Reads a 32-bit integer in Go's notation: decimal, `0x`, `0b`, `0o` or `0` for octal, `_` between digits.
 *
 * @throws {Error} with Go's text when it is none
 */
export function parseInt32(given: string): number {
  const [, sign, digits] = number.exec(given) ?? [];
  if (digits === undefined) throw new Error(text.notAnInt(given));
  const plain = digits.replaceAll('_', '').replace(/^0(?=[0-7])/, '0o');
  const value = Number(plain) * (sign === '-' ? -1 : 1);
  if (value > 2 ** 31 - 1 || value < -(2 ** 31)) throw new Error(text.intOutOfRange(given));
  return value === 0 ? 0 : value;
}
