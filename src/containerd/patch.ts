import { isJsonObject, type Json, type JsonObject, requireDepth } from '../config/patch/json.js';
import { applyJsonPatch, asJsonPatch, type JsonPatchOperation } from '../config/patch/json-patch.js';
import { mergePatch } from '../config/patch/merge-patch.js';
import { KindlingError, messageOf } from '../errors.js';
import { formatToml, parseToml } from './toml.js';

/** The configuration's `containerdConfigPatches` and `containerdConfigPatchesJSON6902`. */
export interface ContainerdPatches {
  /** TOML documents. */
  readonly patches: readonly string[];
  /** RFC 6902 patches as JSON text. */
  readonly patchesJSON6902: readonly string[];
}

/**
 * Patches a node's containerd configuration: TOML patches merged (RFC 7386) in their order, then JSON 6902 patches
 * in theirs. A TOML patch that names another `version` than the file is skipped, so that one cluster configuration
 * can serve several (kind compatibility: patches).
 *
 * @param text the node's `/etc/containerd/config.toml`
 * @returns its new text, with sorted keys
 * @throws KindlingError NODE_FAILED `failed to detect containerd config version` for a file without one;
 *   CONFIG_INVALID for a patch that cannot be parsed or applied, naming it and, for TOML, the place
 */
export function patchContainerdConfig(text: string, { patches, patchesJSON6902 }: ContainerdPatches): string {
  const file = failing('NODE_FAILED', () => withVersion(parseToml(text, 'config.toml'), 'config.toml'));
  if (file.version === undefined) throw new KindlingError('NODE_FAILED', 'failed to detect containerd config version');
  return failing('CONFIG_INVALID', () => {
    let config: Json = file.table;
    for (const [i, patch] of patches.entries()) {
      const source = `containerdConfigPatches[${i}]`;
      const { table, version = file.version } = withVersion(parseToml(patch, source), source);
      if (version === file.version) config = mergePatch(config, table);
    }
    for (const [i, patch] of patchesJSON6902.entries()) {
      config = applyOperations(config, patch, `containerdConfigPatchesJSON6902[${i}]`);
    }
    if (!isJsonObject(config)) throw new Error('the patched containerd configuration is no table');
    requireDepth(config);
    return formatToml(config);
  });
}

/**
 * Checks patches without a file to apply them to: whether they can be parsed.
 *
 * @throws KindlingError CONFIG_INVALID as `patchContainerdConfig`
 */
export function checkContainerdPatches({ patches, patchesJSON6902 }: ContainerdPatches): void {
  failing('CONFIG_INVALID', () => {
    for (const [i, patch] of patches.entries()) {
      const source = `containerdConfigPatches[${i}]`;
      withVersion(parseToml(patch, source), source);
    }
    for (const [i, patch] of patchesJSON6902.entries()) {
      parseOperations(patch, `containerdConfigPatchesJSON6902[${i}]`);
    }
  });
}

function parseOperations(patch: string, source: string): JsonPatchOperation[] {
  try {
    return asJsonPatch(JSON.parse(patch) as Json);
  } catch (error) {
    throw new Error(`${source}: ${messageOf(error)}`, { cause: error });
  }
}

function applyOperations(config: Json, patch: string, source: string): Json {
  const operations = parseOperations(patch, source);
  try {
    return applyJsonPatch(config, operations);
  } catch (error) {
    throw new Error(`${source}: ${messageOf(error)}`, { cause: error });
  }
}

function withVersion(table: JsonObject, source: string): { table: JsonObject; version: number | undefined } {
  const { version } = table;
  if (version === undefined || Number.isInteger(version)) return { table, version: version as number | undefined };
  throw new Error(`${source}: version must be an integer, not ${JSON.stringify(version)}`);
}

function failing<T>(code: 'CONFIG_INVALID' | 'NODE_FAILED', action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new KindlingError(code, messageOf(error), { cause: error });
  }
}
