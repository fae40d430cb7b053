import { KindlingError, messageOf } from '../errors.js';
import { isJsonObject, type Json, type JsonObject } from './patch/json.js';
import { applyJsonPatch, asJsonPatch } from './patch/json-patch.js';
import { mergePatch } from './patch/merge-patch.js';
import { formatToml, parseToml } from './patch/toml.js';

/** The parts of a cluster's configuration that change containerd's. */
export interface ContainerdPatches {
  readonly containerdConfigPatches: readonly string[];
  readonly containerdConfigPatchesJSON6902: readonly string[];
}

export interface PatchedContainerdConfig {
  /** The new `/etc/containerd/config.toml`. */
  readonly text: string;
  /** Merge patches left out, since they name another `version` than the file does: `containerdConfigPatches[0]`. */
  readonly skipped: readonly string[];
}

/** Whether there is anything to patch. */
export function hasContainerdPatches(patches: ContainerdPatches): boolean {
  return patches.containerdConfigPatches.length > 0 || patches.containerdConfigPatchesJSON6902.length > 0;
}

/**
 * Patches a node's containerd configuration: TOML patches merged (RFC 7386) in their order, then JSON 6902 patches
 * in theirs. A TOML patch that names another `version` than the file is skipped, so that one cluster configuration
 * can serve several (kind compatibility: patches).
 *
 * @param text the node's `/etc/containerd/config.toml`
 * @throws KindlingError CONFIG_INVALID `failed to patch containerd config: …`, for a file without a version
 *   `… failed to detect containerd config version`
 */
export function patchContainerdConfig(text: string, patches: ContainerdPatches): PatchedContainerdConfig {
  try {
    let config: Json = parseToml(text, 'config.toml');
    const version = versionOf(config, 'config.toml');
    if (version === undefined) throw new Error('failed to detect containerd config version');
    const skipped: string[] = [];
    for (const [i, patchText] of patches.containerdConfigPatches.entries()) {
      const source = `containerdConfigPatches[${i}]`;
      const patch = parseToml(patchText, source);
      if ((versionOf(patch, source) ?? version) === version) config = mergePatch(config, patch);
      else skipped.push(source);
    }
    for (const [i, patch] of patches.containerdConfigPatchesJSON6902.entries()) {
      config = applyOperations(config, patch, `containerdConfigPatchesJSON6902[${i}]`);
    }
    if (!isJsonObject(config)) throw new Error('the patched configuration is no table');
    return { text: formatToml(config), skipped };
  } catch (error) {
    const message = `failed to patch containerd config: ${messageOf(error)}`;
    throw new KindlingError('CONFIG_INVALID', message, { cause: error });
  }
}

function applyOperations(config: Json, patch: string, source: string): Json {
  try {
    return applyJsonPatch(config, asJsonPatch(JSON.parse(patch) as Json));
  } catch (error) {
    throw new Error(`${source}: ${messageOf(error)}`, { cause: error });
  }
}

function versionOf(config: JsonObject, source: string): number | undefined {
  const { version } = config;
  if (version === undefined || Number.isInteger(version)) return version as number | undefined;
  throw new Error(`${source}: version must be an integer, not ${JSON.stringify(version)}`);
}
