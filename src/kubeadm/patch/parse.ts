import { isJsonObject, type Json, type JsonObject } from '../../config/patch/json.js';
import { asJsonPatch, type JsonPatchOperation } from '../../config/patch/json-patch.js';
import type { PatchJson6902 } from '../../config/v1alpha4.js';
import { KindlingError, messageOf } from '../../errors.js';
import { parseYaml } from '../yaml.js';

/** Which documents a patch is for. */
export interface Target {
  readonly kind: string;
  /** `group/version`; empty: any. */
  readonly apiVersion: string;
}

/** A merge patch: one YAML document of one string. */
export interface MergePatch extends Target {
  /** Where it stands in the configuration: `nodes[1].kubeadmConfigPatches[0]`. */
  readonly source: string;
  readonly patch: JsonObject;
}

/** A JSON 6902 patch. */
export interface OperationsPatch extends Target {
  readonly source: string;
  readonly operations: readonly JsonPatchOperation[];
}

/** A line that starts with `---` separates documents, whatever follows on it (kind compatibility: patches). */
const SEPARATOR = /^---.*$\n?/m;

/**
 * Parses merge patches. One string may hold several documents; empty ones count for nothing.
 *
 * @param owner what holds the patches, in front of `kubeadmConfigPatches[0]`: empty, or `nodes[1].`
 * @throws KindlingError CONFIG_INVALID `failed to parse patches: …`
 */
export function parseMergePatches(texts: readonly string[], owner: string): MergePatch[] {
  return texts.flatMap((text, i) => {
    const source = `${owner}kubeadmConfigPatches[${i}]`;
    return text.split(SEPARATOR).flatMap((document) => {
      const patch = parsing('failed to parse patches', source, () => asMergePatch(parseYaml(document)));
      if (patch === undefined) return [];
      return [{ source, patch, kind: scalarText(patch.kind), apiVersion: scalarText(patch.apiVersion) }];
    });
  });
}

/**
 * Parses JSON 6902 patches, YAML or JSON.
 *
 * @param owner as for `parseMergePatches`
 * @throws KindlingError CONFIG_INVALID `failed to parse JSON 6902 patches: …`
 */
export function parseOperationsPatches(patches: readonly PatchJson6902[], owner: string): OperationsPatch[] {
  return patches.map(({ group = '', version = '', kind = '', patch = '' }, i) => {
    const source = `${owner}kubeadmConfigPatchesJSON6902[${i}]`;
    const operations = parsing('failed to parse JSON 6902 patches', source, () => asJsonPatch(parseYaml(patch)));
    return { source, operations, kind, apiVersion: group === '' ? version : `${group}/${version}` };
  });
}

/** Whether a patch is for a document. Kind and version must be equal; a patch without a version fits every one. */
export function targets(target: Target, document: Target): boolean {
  return target.kind === document.kind && (target.apiVersion === '' || target.apiVersion === document.apiVersion);
}

function asMergePatch(value: Json): JsonObject | undefined {
  if (value === null) return undefined;
  if (isJsonObject(value)) return value;
  throw new Error('a patch must be a mapping');
}

function scalarText(value: Json | undefined): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}

function parsing<T>(context: string, source: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new KindlingError('CONFIG_INVALID', `${context}: ${source}: ${messageOf(error)}`, { cause: error });
  }
}
