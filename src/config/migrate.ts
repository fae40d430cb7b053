import { decodeConfig } from './decode.js';
import { annotatedYaml } from './migrate/annotated.js';
import { patchNotes } from './migrate/patch-notes.js';
import { validate } from './validate.js';
import { CURRENT_API_VERSION } from './versions/versions.js';

export interface MigratedConfig {
  /** YAML in the current format; a text that is in it already stays as it is. */
  text: string;
  /** The format that it was in. */
  from: string;
  /** The old text seems to have comments. They are not in the new one. */
  losesComments: boolean;
}

/**
 * Writes a configuration of any known format in the current one. What is left out or needs care has a comment.
 *
 * @param config YAML text, and what messages call it: the file's path as the user gave it, or `stdin`
 * @throws {KindlingError} CONFIG_INVALID when it can't be decoded, or would not be valid in the current format
 */
export function migrateConfig({ text, source }: { text: string; source: string }): MigratedConfig {
  const { cluster, apiVersion: from, notes } = decodeConfig(text, source, { leaveOut: true });
  validate(cluster);
  if (from === CURRENT_API_VERSION) return { text, from, losesComments: false };
  const origin = { path: [], text: `Migrated from ${from}` };
  const migrated = annotatedYaml(cluster, [origin, ...notes, ...patchNotes(cluster)]);
  return { text: migrated, from, losesComments: /(^|\s)#/m.test(text) };
}
