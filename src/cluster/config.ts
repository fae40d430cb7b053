import { readFile } from 'node:fs/promises';
import { decodeConfig } from '../config/decode.js';
import { migrateCommand } from '../config/migrate-command.js';
import type { Cluster } from '../config/v1alpha4.js';
import type { ValidCluster } from '../config/valid.js';
import { validate } from '../config/validate.js';
import { CURRENT_API_VERSION } from '../config/versions/versions.js';
import { checkContainerdPatches } from '../containerd/patch.js';
import { KindlingError, messageOf } from '../errors.js';
import { parseMergePatches, parseOperationsPatches } from '../kubeadm/patch/parse.js';
import { type Progress, silent } from '../progress.js';

/** A configuration as text. */
export interface ConfigText {
  /** YAML or JSON. */
  text: string;
  /** What messages call it: the file's path as the user gave it, or `stdin`. */
  source: string;
}

/** A configuration in a file. */
export interface ConfigFile {
  /** Path of a YAML or JSON file, absolute or relative to the process' working directory. */
  file: string;
}

/**
 * Whatever the caller has given as a configuration, decoded. An object is taken as JSON text would be: what cannot be
 * in a file is refused in it, too.
 *
 * @throws {KindlingError} CONFIG_INVALID
 */
export async function configOf(
  config: ConfigFile | ConfigText | Cluster | undefined,
  progress: Progress,
): Promise<Cluster> {
  if (config === undefined) return {};
  if ('text' in config) return readConfig(config, progress);
  if ('file' in config) return readConfig(await readFileText(config.file), progress);
  const { kind = 'Cluster', apiVersion = CURRENT_API_VERSION } = config;
  const text = JSON.stringify({ ...config, kind, apiVersion }, null, 2);
  return readConfig({ text, source: 'config (as JSON)' }, progress);
}

async function readFileText(path: string): Promise<ConfigText> {
  try {
    return { text: await readFile(path, 'utf8'), source: path };
  } catch (cause) {
    throw new KindlingError('CONFIG_INVALID', `error reading file: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Reads a configuration of any known format, without applying defaults or checking values.
 *
 * @throws {KindlingError} CONFIG_INVALID with file, line and column of every problem
 */
export function parseConfig(config: ConfigText, { progress = silent }: { progress?: Progress } = {}): Cluster {
  return readConfig(config, progress);
}

/** Decodes a configuration of any known format. An old one gets a warning. @throws KindlingError CONFIG_INVALID */
export function readConfig({ text, source }: ConfigText, progress: Progress): Cluster {
  const { cluster, apiVersion } = decodeConfig(text, source);
  if (apiVersion !== CURRENT_API_VERSION) {
    progress.warn(`${source} is in the old format ${apiVersion}: "${migrateCommand(source)}" writes it in today's`);
  }
  return cluster;
}

/**
 * Checks everything about a configuration that can be known without an engine and its nodes: fields and values, and
 * whether patches can be parsed.
 *
 * @throws {KindlingError} CONFIG_INVALID with what `createCluster` would say
 */
export function validateConfig(config: ConfigText, { progress = silent }: { progress?: Progress } = {}): void {
  const cluster = validate(readConfig(config, progress));
  checkKubeadmPatches(cluster, '');
  for (const [index, node] of cluster.nodes.entries()) checkKubeadmPatches(node, `nodes[${index}].`);
  checkContainerdPatches({
    patches: cluster.containerdConfigPatches,
    patchesJSON6902: cluster.containerdConfigPatchesJSON6902,
  });
}

function checkKubeadmPatches(
  patches: Pick<ValidCluster, 'kubeadmConfigPatches' | 'kubeadmConfigPatchesJSON6902'>,
  owner: string,
): void {
  parseMergePatches(patches.kubeadmConfigPatches, owner);
  parseOperationsPatches(patches.kubeadmConfigPatchesJSON6902, owner);
}
