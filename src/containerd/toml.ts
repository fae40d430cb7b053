import { parse, TomlError } from 'smol-toml';
import { isJsonObject, type Json, type JsonObject } from '../config/patch/json.js';
import { messageOf } from '../errors.js';

/**
 * Parses TOML as JSON: dates become strings, and an integral float is an integer.
 *
 * @param source what messages call the text
 * @throws Error `<source>:<line>:<column>: <why>`, without the place for numbers that JSON does not have
 */
export function parseToml(text: string, source: string): JsonObject {
  try {
    return asJson(parse(text)) as JsonObject;
  } catch (error) {
    const place = error instanceof TomlError ? `${source}:${error.line}:${error.column}` : source;
    const why = messageOf(error).split('\n')[0]?.replace('Invalid TOML document: ', '');
    throw new Error(`${place}: ${why}`, { cause: error });
  }
}

/**
 * Writes TOML: in each table first values, then tables, both sorted by key; nested tables indented by two spaces.
 * Null values are left out.
 *
 * @throws Error for a null in a list, which TOML cannot say
 */
export function formatToml(document: JsonObject): string {
  const lines: string[] = [];
  writeTable(document, [], lines);
  return `${lines.join('\n').trimStart()}\n`;
}

function writeTable(table: JsonObject, path: readonly string[], lines: string[]): void {
  const indent = '  '.repeat(path.length);
  const entries = Object.entries(table)
    .filter(([, value]) => value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, value] of entries) {
    if (!isJsonObject(value) && !isTableList(value)) lines.push(`${indent}${formatKey(key)} = ${formatValue(value)}`);
  }
  for (const [key, value] of entries) {
    const name = [...path, key];
    const header = name.map(formatKey).join('.');
    // An empty line stands before each table of the document itself.
    const gap = path.length === 0 ? [''] : [];
    if (isJsonObject(value)) {
      lines.push(...gap, `${indent}[${header}]`);
      writeTable(value, name, lines);
    } else if (isTableList(value)) {
      for (const item of value) {
        lines.push(...gap, `${indent}[[${header}]]`);
        writeTable(item, name, lines);
      }
    }
  }
}

function isTableList(value: Json): value is JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isJsonObject);
}

function formatKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : formatString(key);
}

function formatValue(value: Json): string {
  if (value === null) throw new Error('TOML has no null in lists');
  if (typeof value === 'string') return formatString(value);
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  if (isJsonObject(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== null);
    return `{${entries.map(([key, item]) => `${formatKey(key)} = ${formatValue(item)}`).join(', ')}}`;
  }
  // Only floats get beyond the safe integers; written as an integer, such a number could not be read again.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? `${value}`.replace(/^-?\d+$/, '$&.0') : `${value}`;
}

/**
 * A basic string. JSON's escapes are TOML's, but for DEL, which TOML wants escaped, and for half a surrogate pair,
 * which it does not have; as in kind, that is replaced.
 */
function formatString(text: string): string {
  return JSON.stringify(text.replaceAll(/\p{Surrogate}/gu, '\ufffd')).replaceAll('\u007f', '\\u007f');
}

function asJson(value: unknown): Json {
  if (Array.isArray(value)) return value.map(asJson);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asJson(item)]));
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} is no JSON number`);
  return value as Json;
}
