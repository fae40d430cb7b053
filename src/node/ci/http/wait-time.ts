import { BadRequest } from './page.js';

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * How long a request is willing to wait.
 *
 * @param text the value of `wait`: `60s`, `1m30s`, `500ms`, or seconds without a unit; null: not at all
 * @param longest milliseconds
 * @returns milliseconds
 * @throws {BadRequest} when it is no time, or longer than the longest
 */
export function waitTime(text: string | null, longest: number): number {
  if (text === null) return 0;
  const written = /^\d+(\.\d+)?$/.test(text) ? `${text}s` : text;
  const parts = written.match(/\d+(\.\d+)?(ms|s|m|h)/g) ?? [];
  if (parts.length === 0 || parts.join('') !== written) {
    throw new BadRequest(`wait=${text.slice(0, 40)} is not a time: give it like wait=60s`);
  }
  const total = parts
    .map((part) => Number.parseFloat(part) * (UNITS[part.replace(/^[\d.]+/, '')] ?? 0))
    .reduce((sum, ms) => sum + ms, 0);
  if (total > longest) throw new BadRequest(`wait=${text.slice(0, 40)} is too long: at most ${longest / 1000}s`);
  return total;
}
