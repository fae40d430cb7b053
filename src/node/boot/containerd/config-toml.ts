/** Tables that hold the CRI plugin's settings: containerd 2 (config version 3), containerd 1 (version 2). */
const CRI_TABLES = ['io.containerd.cri.v1.runtime', 'io.containerd.grpc.v1.cri'];

/**
 * Lets containerd keep OOM scores within what it may set (`restrict_oom_score_adj`), in whichever CRI table the
 * configuration has.
 *
 * @param toml text of containerd's config.toml
 */
export function restrictOomScore(toml: string): string {
  const key = /^(\s*)restrict_oom_score_adj\s*=.*$/gm;
  if (key.test(toml)) return toml.replace(key, '$1restrict_oom_score_adj = true');
  for (const table of CRI_TABLES) {
    const header = new RegExp(`^(\\s*)\\[plugins\\.["']${table.replaceAll('.', '\\.')}["']\\][^\\n]*$`, 'm');
    if (header.test(toml)) return toml.replace(header, '$&\n$1  restrict_oom_score_adj = true');
  }
  const table = /^\s*version\s*=\s*2\s*$/m.test(toml) ? CRI_TABLES[1] : CRI_TABLES[0];
  return `${toml.trimEnd()}\n\n[plugins."${table}"]\n  restrict_oom_score_adj = true\n`;
}

/** Sets the snapshotter of the CRI plugin, wherever the configuration names one. */
export function useSnapshotter(toml: string, snapshotter: string): string {
  return toml.replace(/^(\s*)snapshotter\s*=.*$/gm, (_, indent: string) => `${indent}snapshotter = "${snapshotter}"`);
}
