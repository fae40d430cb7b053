import { isJsonObject, type Json, type JsonObject, jsonEquals, requireDepth } from './json.js';
import { arrayIndex, locate, type Place, valueAt } from './json-pointer.js';

/** What the copies of one patch may hold together, in characters of JSON: copies of copies grow without bound. */
const COPY_LIMIT = 1 << 20;

/** One operation of a JSON Patch; which fields it needs is checked when it is applied. */
export type JsonPatchOperation = JsonObject;

/**
 * Takes parsed text as a JSON Patch: a list of objects; nothing at all is an empty patch.
 *
 * @throws Error when it is something else, or nested too deeply
 */
export function asJsonPatch(value: Json): JsonPatchOperation[] {
  requireDepth(value);
  if (value === null) return [];
  if (!Array.isArray(value)) throw new Error('a JSON 6902 patch must be a list of operations');
  return value.map((operation, i) => {
    if (!isJsonObject(operation)) throw new Error(`operation ${i} of the JSON 6902 patch must be a mapping`);
    return operation;
  });
}

/**
 * Applies a JSON Patch (RFC 6902). All or nothing: the argument is not changed. As in kind, negative array indices
 * count from the end and an operation without `value` means null.
 *
 * @throws Error when an operation does not apply, naming it
 */
export function applyJsonPatch(document: Json, patch: readonly JsonPatchOperation[]): Json {
  let result = structuredClone(document);
  let copied = 0;
  const onCopy = (value: Json) => {
    copied += JSON.stringify(value).length;
    if (copied > COPY_LIMIT) throw new Error(`the patch copies more than ${COPY_LIMIT} characters`);
  };
  for (const operation of patch) {
    try {
      result = applyOperation(result, operation, onCopy);
    } catch (error) {
      const what = `${text(operation.op) ?? 'operation'} ${text(operation.path) ?? ''}`.trimEnd();
      throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
    }
  }
  return result;
}

/** @param onCopy called with each value that is copied; may throw */
function applyOperation(document: Json, operation: JsonPatchOperation, onCopy: (value: Json) => void): Json {
  const path = required(operation, 'path');
  const value = structuredClone(operation.value ?? null);
  switch (operation.op) {
    case 'add':
      return put(document, locate(document, path), value, 'add');
    case 'replace':
      existing(document, path);
      return put(document, locate(document, path), value, 'replace');
    case 'remove':
      existing(document, path);
      return remove(document, locate(document, path));
    case 'copy': {
      const original = existing(document, required(operation, 'from'));
      onCopy(original);
      return put(document, locate(document, path), structuredClone(original), 'add');
    }
    case 'move': {
      const from = required(operation, 'from');
      if (path.startsWith(`${from}/`)) throw new Error(`cannot move ${from} into itself`);
      const moved = existing(document, from);
      const rest = from === path ? document : remove(document, locate(document, from));
      return from === path ? rest : put(rest, locate(rest, path), moved, 'add');
    }
    case 'test': {
      const place = locate(document, path);
      const found = valueAt(document, place);
      // A key that is missing is null; an element cannot be missing.
      if (found === undefined && place.at === 'array') throw new Error(`index ${place.key} is outside the list`);
      if (!jsonEquals(found ?? null, value)) throw new Error('test failed');
      return document;
    }
    default:
      throw new Error(`unknown operation ${JSON.stringify(operation.op ?? null)}`);
  }
}

function put(document: Json, place: Place, value: Json, how: 'add' | 'replace'): Json {
  if (place.at === 'root') return value;
  if (place.at === 'object') {
    // Not an assignment, which would give __proto__ its special meaning.
    Object.defineProperty(place.container, place.key, { value, enumerable: true, configurable: true, writable: true });
    return document;
  }
  const { container, key } = place;
  // To add at -1 is to add behind the last element.
  const length = container.length + (how === 'add' ? 1 : 0);
  const index = key === '-' ? container.length : arrayIndex(key, length);
  if (!(index >= 0 && index < length)) throw new Error(`index ${key} is outside the list`);
  container.splice(index, how === 'replace' ? 1 : 0, value);
  return document;
}

function remove(document: Json, place: Place): Json {
  if (place.at === 'root') throw new Error('the whole document cannot be removed');
  if (place.at === 'object') delete place.container[place.key];
  else place.container.splice(arrayIndex(place.key, place.container.length), 1);
  return document;
}

function existing(document: Json, path: string): Json {
  const value = valueAt(document, locate(document, path));
  if (value === undefined) throw new Error(`the document has no ${path}`);
  return value;
}

function required(operation: JsonPatchOperation, field: 'path' | 'from'): string {
  const value = text(operation[field]);
  if (value === undefined) throw new Error(`"${field}" is missing`);
  return value;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
