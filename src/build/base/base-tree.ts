import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunConfig } from '../archive/image-spec.js';
import { shippedFile } from '../pins.js';
import type { Tree } from '../rootfs/tree.js';
import { walk } from '../rootfs/walk.js';
import type { BaseParts } from './base-parts.js';
import { criBaseSpec } from './oci-spec.js';
import { writeUnitLinks } from './units.js';

/** Where each part's programs go (spec §4.1). */
const programs: [part: 'containerd' | 'runc' | 'cniPlugins' | 'crictl' | 'nodeRuntime', to: string, names: string[]][] =
  [
    ['containerd', '/usr/local/bin', ['containerd', 'containerd-shim-runc-v2', 'ctr']],
    ['runc', '/usr/local/sbin', ['runc']],
    ['cniPlugins', '/opt/cni/bin', ['host-local', 'loopback', 'portmap', 'ptp']],
    ['crictl', '/usr/local/bin', ['crictl']],
    ['nodeRuntime', '/usr/local/bin', ['node']],
  ];

/** How node and base images are run (spec §4.1). Proxy variables of the building machine must not stay. */
export const nodeRunConfig: RunConfig = {
  Env: [
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'container=docker',
    'HTTP_PROXY=',
    'HTTPS_PROXY=',
    'NO_PROXY=',
  ],
  Entrypoint: ['/usr/local/bin/entrypoint', '/sbin/init'],
  StopSignal: 'SIGRTMIN+3',
};

/**
 * Lays out the file system of a node without Kubernetes: Debian, the container runtime, the entrypoint, and the
 * files of images/base.
 *
 * @param pauseImage full name of the image that containerd makes sandboxes of
 */
export async function writeBaseTree(tree: Tree, parts: BaseParts, pauseImage: string): Promise<void> {
  await tree.copyTree(join(parts.debian, 'rootfs'), '/');
  for (const [part, to, names] of programs) {
    for (const name of names) await tree.copyFile(join(parts[part], 'bin', name), `${to}/${name}`, 0o755);
    await tree.copyTree(join(parts[part], 'licenses'), '/LICENSES/go');
  }
  await tree.move('/LICENSES/go/node', '/LICENSES/node');
  await tree.copyFile(parts.boot, '/usr/local/bin/entrypoint', 0o755);
  await copyFiles(tree, await shippedFile('images', 'base', 'files'));
  await setPauseImage(tree, pauseImage);
  await tree.file('/etc/containerd/cri-base.json', await criBaseSpec(join(parts.hostContainerd, 'bin', 'ctr')));
  await tree.dir('/etc/cni/net.d');
  await tree.dir('/etc/kubernetes/manifests');
  await tree.dir('/usr/lib/modules');
  await writeUnitLinks(tree);
}

/** Writes the sandbox image's name into containerd's configuration. */
async function setPauseImage(tree: Tree, pauseImage: string): Promise<void> {
  const path = '/etc/containerd/config.toml';
  const text = await readFile(tree.at(path), 'utf8');
  await tree.file(path, text.replace(/^(\s*sandbox_image = ).*$/m, `$1"${pauseImage}"`));
}

/** Copies the files of a shipped directory; npm does not keep modes, so scripts are told by their name. */
async function copyFiles(tree: Tree, source: string): Promise<void> {
  for await (const { path, hostPath, stats } of walk(source)) {
    if (stats.isFile()) await tree.copyFile(hostPath, `/${path}`, path.endsWith('.sh') ? 0o755 : 0o644);
  }
}
