import { KindlingError } from '../errors.js';
import type { EngineInfo } from './engine.js';

const rootlessPage = 'https://kind.sigs.k8s.io/docs/user/rootless/';

/** The podman release whose `info` names cgroup controllers. */
const FIRST_TO_TELL = 4;

/**
 * Checks that the engine can run nodes at all, spec §3.0.
 *
 * @returns warnings: what works today but is on its way out
 * @throws {KindlingError} PREFLIGHT when a rootless engine lacks cgroup v2 or the delegation of its controllers
 */
export function checkRequirements(info: EngineInfo): string[] {
  const { memory, pids, cpu } = info.limits;
  if (info.rootless && info.cgroupVersion !== 2)
    throw new KindlingError('PREFLIGHT', `running kind with rootless provider requires cgroup v2, see ${rootlessPage}`);
  if (info.rootless && !(memory && pids && cpu))
    throw new KindlingError(
      'PREFLIGHT',
      `running kind with rootless provider requires setting systemd property "Delegate=yes", see ${rootlessPage}`,
    );
  if (info.rootless && info.name === 'podman' && Number.parseInt(info.version, 10) < FIRST_TO_TELL)
    return [
      `podman ${info.version} does not tell which cgroup controllers it may use. If pods fail to start, set the \
systemd property "Delegate=yes", see ${rootlessPage}`,
    ];
  if (info.cgroupVersion === 2) return [];
  return ['cgroup v1 is deprecated: Kubernetes will stop supporting it. Boot this host with cgroup v2.'];
}
