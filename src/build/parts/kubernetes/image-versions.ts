import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KindlingError } from '../../../errors.js';

/** The tags of the images besides Kubernetes' own that `kubeadm config images list` names. */
export interface ImageVersions {
  /** `v1.14.2` */
  coredns: string;
  /** `3.6.8-0`: etcd's version and the number of its image's build. */
  etcd: string;
  /** `3.10.2` */
  pause: string;
}

const constants = { coredns: 'CoreDNSVersion', etcd: 'DefaultEtcdVersion', pause: 'PauseVersion' } as const;

/**
 * Reads from kubeadm's source which images it asks for.
 *
 * @param dir absolute path of the module k8s.io/kubernetes
 * @throws {KindlingError} BUILD_FAILED when kubeadm's constants are not where they used to be
 */
export async function kubeadmImageVersions(dir: string): Promise<ImageVersions> {
  const path = join(dir, 'cmd', 'kubeadm', 'app', 'constants', 'constants.go');
  return parseImageVersions(await readFile(path, 'utf8'));
}

/** The same, from the text of cmd/kubeadm/app/constants/constants.go. */
export function parseImageVersions(source: string): ImageVersions {
  const value = (name: string): string => {
    const found = new RegExp(`^\\s*${name}\\s*=\\s*"([^"]+)"`, 'm').exec(source)?.[1];
    if (found === undefined) throw new KindlingError('BUILD_FAILED', `kubeadm's constants lack ${name}`);
    return found;
  };
  return { coredns: value(constants.coredns), etcd: value(constants.etcd), pause: value(constants.pause) };
}
