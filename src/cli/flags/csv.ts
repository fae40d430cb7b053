import { text } from '../text/text.js';

/**
 * Splits one record of comma-separated values; fields may be in double quotes.
 *
 * @throws {Error} with Go's text when a quote is misplaced
 */
export function parseCsv(given: string): string[] {
  if (given === '') return [];
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const [field, end] = given[at] === '"' ? quoted(given, at) : plain(given, at);
    fields.push(field);
    if (end >= given.length) return fields;
    at = end + 1;
  }
}

/** A field and the index of the comma after it. */
type Field = [value: string, end: number];

function plain(given: string, start: number): Field {
  const comma = given.indexOf(',', start);
  const end = comma < 0 ? given.length : comma;
  const quote = given.indexOf('"', start);
  if (quote >= 0 && quote < end) throw new Error(text.bareQuote(quote + 1));
  return [given.slice(start, end), end];
}

function quoted(given: string, start: number): Field {
  let value = '';
  let at = start + 1;
  for (;;) {
    const quote = given.indexOf('"', at);
    if (quote < 0) throw new Error(text.unclosedQuote(given.length + 1));
    value += given.slice(at, quote);
    const next = given[quote + 1];
    if (next === '"') {
      value += '"';
      at = quote + 2;
    } else if (next === undefined || next === ',') {
      return [value, quote + 1];
    } else {
      throw new Error(text.unclosedQuote(quote + 1));
    }
  }
}
