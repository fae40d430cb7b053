import { KindlingError } from '../../errors.js';
import { CommandError, run } from '../../exec/run.js';
import { hostArch } from '../base/base-parts.js';
import type { Arch } from '../part.js';
import { ROLES, type RoleNames } from './roles.js';

/**
 * The images that a kubeadm asks for by itself.
 *
 * @param kubeadm absolute path of the program
 * @param version Kubernetes version with its `v`
 * @throws {KindlingError} PREFLIGHT when this machine cannot run it; BUILD_FAILED when it fails
 */
export async function kubeadmImages(
  kubeadm: string,
  version: string,
  arch: Arch,
  signal?: AbortSignal,
): Promise<RoleNames> {
  const command = [kubeadm, 'config', 'images', 'list', '--kubernetes-version', version];
  const { stdout } = await run(command, signal ? { signal } : {}).catch((error: unknown) => {
    throw explained(error, arch);
  });
  return parseImages(stdout);
}

/** Takes the lines of `kubeadm config images list` apart. */
export function parseImages(text: string): RoleNames {
  const names = text.split('\n').map((line) => line.trim());
  return Object.fromEntries(
    ROLES.flatMap((role) => {
      const name = names.find((candidate) => candidate.includes(`/${role}:`));
      return name === undefined ? [] : [[role, name]];
    }),
  );
}

function explained(error: unknown, arch: Arch): unknown {
  if (!(error instanceof CommandError) || error.code !== 'COMMAND_FAILED') return error;
  if (arch !== hostArch) {
    const message = `this machine cannot run the kubeadm for ${arch}, which has to tell the images that it needs`;
    throw new KindlingError('PREFLIGHT', message, {
      cause: error,
      hint: 'preload images of etcd, coredns and pause, or on Debian: apt-get install qemu-user-static binfmt-support',
    });
  }
  const last = error.output.trimEnd().split('\n').slice(-5).join('\n');
  return new KindlingError('BUILD_FAILED', `kubeadm config images list failed: ${last || error.message}`, {
    cause: error,
  });
}
