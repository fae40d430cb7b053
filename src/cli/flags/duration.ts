import { text } from '../text/text.js';

const nanoseconds: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
/** Go keeps durations in 64-bit nanoseconds. */
const MAX_NANOSECONDS = 2 ** 63;

/**
 * Reads a duration in Go's notation, such as `30s`, `1h15m30.5s`, `-1.5h` or `0`.
 *
 * @returns milliseconds
 * @throws {Error} with Go's text when it is none
 */
export function parseDuration(given: string): number {
  const sign = given.startsWith('-') ? -1 : 1;
  let rest = given.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  if (rest === '') throw new Error(text.invalidDuration(given));
  let total = 0;
  while (rest !== '') {
    const [all = '', amount = '', unit = ''] = /^([0-9]*\.?[0-9]*)([^0-9.]*)/.exec(rest) ?? [];
    if (!/[0-9]/.test(amount)) throw new Error(text.invalidDuration(given));
    if (unit === '') throw new Error(text.missingUnit(given));
    const scale = Object.hasOwn(nanoseconds, unit) ? nanoseconds[unit] : undefined;
    if (scale === undefined) throw new Error(text.unknownUnit(unit, given));
    total += Number(amount) * scale;
    if (total >= MAX_NANOSECONDS) throw new Error(text.invalidDuration(given));
    rest = rest.slice(all.length);
  }
  return total === 0 ? 0 : (sign * Math.floor(total)) / 1e6;
}
