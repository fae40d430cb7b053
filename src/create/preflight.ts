import type { EngineInfo } from '../engine/engine.js';
import { KindlingError } from '../errors.js';

const ROOTLESS_DOCS = 'https://kind.sigs.k8s.io/docs/user/rootless/';

/**
 * Checks what nodes need of the engine's host before anything is made.
 *
 * @throws {KindlingError} PREFLIGHT naming the setting that is missing
 */
export function checkHost(info: EngineInfo): void {
  if (!info.rootless) return;
  if (info.cgroupVersion !== 2) {
    throw new KindlingError(
      'PREFLIGHT',
      `running kind with rootless provider requires cgroup v2, see ${ROOTLESS_DOCS}`,
    );
  }
  const { memory, pids, cpu } = info.limits;
  if (!memory || !pids || !cpu) {
    throw new KindlingError(
      'PREFLIGHT',
      `running kind with rootless provider requires setting systemd property "Delegate=yes", see ${ROOTLESS_DOCS}`,
    );
  }
}
