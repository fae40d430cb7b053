import { isJsonObject, type Json } from './json.js';

/**
 * A rule that merges one key of an object differently.
 *
 * @param key the key
 * @param target what the target holds there, if anything
 * @param patch what the patch holds there
 * @param path the keys that lead there, the key itself last
 * @returns what the target shall hold (undefined: nothing), or no result at all for the usual merge
 */
export type MergeRule = (
  key: string,
  target: Json | undefined,
  patch: Json,
  path: readonly string[],
) => { value: Json | undefined } | undefined;

/**
 * Merges a patch into a value (RFC 7386): objects merge key by key, null deletes, everything else replaces. Neither
 * argument is changed.
 *
 * @param rule consulted for every key of an object, however deep; default none
 */
export function mergePatch(target: Json | undefined, patch: Json, rule?: MergeRule): Json {
  return merge(target, patch, rule, []);
}

function merge(target: Json | undefined, patch: Json, rule: MergeRule | undefined, path: readonly string[]): Json {
  if (!isJsonObject(patch)) return patch;
  const result = new Map<string, Json>(isJsonObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    const here = [...path, key];
    const ruled = rule?.(key, result.get(key), value, here);
    const merged =
      ruled !== undefined ? ruled.value : value === null ? undefined : merge(result.get(key), value, rule, here);
    if (merged === undefined) result.delete(key);
    else result.set(key, merged);
  }
  return Object.fromEntries(result);
}
