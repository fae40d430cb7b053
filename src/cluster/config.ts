import { decodeConfig } from '../config/decode.js';
import { migrateCommand } from '../config/migrate-command.js';
import type { Cluster } from '../config/v1alpha4.js';
import type { ValidCluster } from '../config/valid.js';
import { validate } from '../config/validate.js';
import { CURRENT_API_VERSION } from '../config/versions/versions.js';
import { checkContainerdPatches } from '../containerd/patch.js';
import { parseMergePatches, parseOperationsPatches } from '../kubeadm/patch/parse.js';
import { type Progress, silent } from '../progress.js';

/** A configuration as text. */
export interface ConfigText {
  /** YAML or JSON. */
  text: string;
  /** What messages call it: the file's path as the user gave it, or `stdin`. */
  source: string;
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
