import { isJsonObject, type Json, type JsonObject, jsonEquals } from '../../config/patch/json.js';
import type { MergeRule } from '../../config/patch/merge-patch.js';

/** One command line argument in the list form of kubeadm v1beta4; without a value: to be deleted. */
interface Argument {
  readonly name: string;
  readonly value: string | undefined;
}

/**
 * How merge patches to kubeadm documents go beyond RFC 7386 (kind compatibility: patches). Lists named `certSANs`
 * gain what they lack. In v1beta4 `extraArgs` and `kubeletExtraArgs` merge by name; a patch that names no
 * apiVersion may give them as a map, the form before v1beta4.
 *
 * @param document apiVersion of the document to patch
 * @param patch apiVersion of the patch, empty if it names none
 * @param ignored called with the path of a map that is ignored, because the patch says v1beta4 and that has lists
 */
export function kubeadmMergeRule(document: string, patch: string, ignored: (path: string) => void): MergeRule {
  const listForm = document.endsWith('/v1beta4');
  return (key, target, value, path) => {
    if (key === 'certSANs') return { value: union(target, value) };
    if (!listForm || (key !== 'extraArgs' && key !== 'kubeletExtraArgs')) return undefined;
    if (isJsonObject(value) && patch !== '') {
      ignored(path.join('.'));
      return { value: target };
    }
    return { value: mergeArguments(target, argumentsOf(value)) };
  };
}

/** The target's list and what the patch adds to it. Anything but a list adds nothing. */
function union(target: Json | undefined, patch: Json): Json | undefined {
  if (!Array.isArray(patch)) return target;
  const result: Json[] = Array.isArray(target) ? [...target] : [];
  for (const item of patch) {
    if (!result.some((other) => jsonEquals(item, other))) result.push(item);
  }
  return result;
}

/** The arguments a patch names, in list or map form. What is neither says nothing. */
function argumentsOf(patch: Json): Argument[] {
  if (Array.isArray(patch)) {
    return patch
      .filter((item): item is JsonObject => isJsonObject(item) && typeof item.name === 'string')
      .map((item) => ({ name: String(item.name), value: argumentValue(item.value) }));
  }
  if (!isJsonObject(patch)) return [];
  return Object.entries(patch)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value: argumentValue(value) }));
}

/** kubeadm wants strings, users write `v: 5`. Null, lists and mappings are no value. */
function argumentValue(value: Json | undefined): string | undefined {
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}

function mergeArguments(target: Json | undefined, patch: readonly Argument[]): Json | undefined {
  const result: Json[] = Array.isArray(target) ? [...target] : [];
  for (const { name, value } of patch) {
    const index = result.findIndex((item) => isJsonObject(item) && item.name === name);
    if (value === undefined) {
      if (index >= 0) result.splice(index, 1);
    } else if (index >= 0) {
      result[index] = { ...(result[index] as JsonObject), value };
    } else {
      result.push({ name, value });
    }
  }
  return result.length === 0 && target === undefined ? undefined : result;
}
