import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../exec/run.js';
import type { SeedNodeFile } from '../../seed/seed.js';

/** Directories that kubeadm makes, and whose files are its own. */
const DIRECTORIES = ['/etc/kubernetes', '/var/lib/etcd', '/var/lib/kubelet'];

/** Those that node images have of the directories that kubeadm mounts into static pods if they are there. */
const AUTHORITIES = ['/etc/ca-certificates', '/usr/share/ca-certificates', '/usr/local/share/ca-certificates'];

/** Phases of `kubeadm init` that write no files, or need an API server. */
const SKIPPED = [
  'preflight',
  'wait-control-plane',
  'upload-config',
  'upload-certs',
  'mark-control-plane',
  'bootstrap-token',
  'kubelet-finalize',
  'addon',
  'show-join-command',
];

export interface KubeadmFilesOptions {
  /** Host path of the binary that is all of Kubernetes' programs. */
  binary: string;
  /** Absolute path of a directory: kubeadm's root. Keys and certificates that are there already are kept. */
  root: string;
  /** Content of kubeadm's configuration file. */
  configuration: string;
  signal: AbortSignal | undefined;
}

/**
 * Runs the phases of `kubeadm init` that come before the API server is up, in a root of its own (which takes the right
 * to chroot), and reads the files that it has written.
 *
 * @returns by absolute path in the node; a directory comes before what is in it
 */
export async function kubeadmFiles(options: KubeadmFilesOptions): Promise<Map<string, SeedNodeFile>> {
  const { binary, root, configuration, signal } = options;
  for (const directory of AUTHORITIES) await mkdir(join(root, directory), { recursive: true });
  await writeFile(join(root, 'kubeadm.yaml'), configuration);
  const flags = [`--rootfs=${root}`, '--config=/kubeadm.yaml', `--skip-phases=${SKIPPED}`];
  await run([binary, 'kubeadm', 'init', ...flags], { ...(signal && { signal }) });
  const files = new Map<string, SeedNodeFile>();
  for (const directory of DIRECTORIES) {
    const names = await readdir(join(root, directory), { recursive: true });
    for (const path of [directory, ...names.sort().map((name) => join(directory, name))]) {
      files.set(path, await nodeFile(join(root, path)));
    }
  }
  return files;
}

async function nodeFile(hostPath: string): Promise<SeedNodeFile> {
  const stats = await stat(hostPath);
  const mode = stats.mode & 0o777;
  return stats.isDirectory() ? { mode } : { mode, text: withoutOverride(await readFile(hostPath, 'utf8')) };
}

/** kubeadm tells the kubelet the node's name only because it is not this machine's. */
function withoutOverride(text: string): string {
  return text.replace(/--hostname-override=\S+ /, '');
}
