import { isJsonObject, type Json, type JsonObject } from './json.js';

/** Where a JSON Pointer leads: a key or index in a container, or the whole document. */
export type Place =
  | { readonly at: 'root' }
  | { readonly at: 'object'; readonly container: JsonObject; readonly key: string }
  | { readonly at: 'array'; readonly container: Json[]; readonly key: string };

/**
 * Splits a JSON Pointer (RFC 6901) into its keys, `~1` and `~0` undone.
 *
 * @throws Error for text that does not start with `/` and is not empty
 */
export function pointerKeys(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw new Error(`path ${JSON.stringify(pointer)} does not start with /`);
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * Follows a pointer to its last container. The last key need not exist there.
 *
 * @throws Error when the way ends before
 */
export function locate(document: Json, pointer: string): Place {
  const keys = pointerKeys(pointer);
  const last = keys.pop();
  if (last === undefined) return { at: 'root' };
  let value: Json | undefined = document;
  for (const key of keys) {
    if (Array.isArray(value)) value = value[arrayIndex(key, value.length)];
    else value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  if (Array.isArray(value)) return { at: 'array', container: value, key: last };
  if (isJsonObject(value)) return { at: 'object', container: value, key: last };
  throw new Error(`the document has nothing to hold ${pointer}`);
}

/**
 * An array index as a number. A negative one counts from the end, as kind allows; no index at all is NaN.
 */
export function arrayIndex(key: string, length: number): number {
  const index = /^-?\d+$/.test(key) ? Number(key) : Number.NaN;
  return index < 0 ? index + length : index;
}

/** The value at a place, or undefined. */
export function valueAt(document: Json, place: Place): Json | undefined {
  if (place.at === 'root') return document;
  if (place.at === 'array') return place.container[arrayIndex(place.key, place.container.length)];
  return Object.hasOwn(place.container, place.key) ? place.container[place.key] : undefined;
}
