import type { SeedFile, SeedNodeFile } from '../../../seed/seed.js';
import { readText, writeText } from '../../boot/files.js';
import type { World } from '../../boot/world.js';

/** Set in containers that run the hooks of a build: see runHooks. */
export const BUILD_VARIABLE = 'KIND_CI_BUILD';

/** The kubelet of such a container starts when this file is there. */
export const CLUSTER_WANTED = '/run/kind-ci/cluster-wanted';

const KUBELET_DROP_IN = '/run/systemd/system/kubelet.service.d/20-build.conf';
const CONTAINERD_CONFIG = '/etc/containerd/config.toml';
const API_SERVER = '/etc/kubernetes/manifests/kube-apiserver.yaml';

/**
 * Prepares a container for the hooks of a build: its cluster waits to be started, and containerd keeps the layers of
 * images that it unpacks, because they are to be taken along.
 */
export function enterBuildMode(world: World): void {
  writeText(world, KUBELET_DROP_IN, `[Unit]\nConditionPathExists=${CLUSTER_WANTED}\n`);
  const config = readText(world, CONTAINERD_CONFIG) ?? '';
  writeText(
    world,
    CONTAINERD_CONFIG,
    config.replace('discard_unpacked_layers = true', 'discard_unpacked_layers = false'),
  );
}

/** A seed whose API server stores JSON, which a seed can be made of again. */
export function storingJson(seed: SeedFile): SeedFile {
  const changed = (path: string, file: SeedNodeFile): SeedNodeFile => {
    if (path !== API_SERVER || file.text === undefined) return file;
    return {
      ...file,
      text: file.text.replace(/^( *- )kube-apiserver\n/m, '$&$1--storage-media-type=application/json\n'),
    };
  };
  const configurations = Object.entries(seed.configurations).map(([key, configuration]) => {
    const files = Object.entries(configuration.files).map(([path, file]) => [path, changed(path, file)]);
    return [key, { ...configuration, files: Object.fromEntries(files) }];
  });
  return { ...seed, configurations: Object.fromEntries(configurations) };
}
