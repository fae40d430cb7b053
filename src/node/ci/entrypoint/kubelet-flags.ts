import { readText, writeText } from '../../boot/files.js';
import type { World } from '../../boot/world.js';

const DEFAULTS = '/etc/default/kubelet';
const OWN_FLAGS = / --(hostname-override|system-reserved)=\S*/g;

/**
 * Writes what only this container's kubelet is told: its node's name, because the container's hostname is of the
 * engine's making, and what it sets aside.
 *
 * @param reserved the value of `--system-reserved`; undefined: none
 */
export function writeKubeletFlags(world: World, nodeName: string, reserved: string | undefined): void {
  const before = (readText(world, DEFAULTS) ?? 'KUBELET_EXTRA_ARGS=').replace(OWN_FLAGS, '').trimEnd();
  const flags = [
    `--hostname-override=${nodeName}`,
    ...(reserved === undefined ? [] : [`--system-reserved=${reserved}`]),
  ];
  writeText(world, DEFAULTS, `${before} ${flags.join(' ')}\n`);
}
