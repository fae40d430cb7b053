import { rmSync } from 'node:fs';
import type { Facts } from '../facts/facts.js';
import type { HardLimits } from '../facts/limits.js';
import { writeText } from '../files.js';
import type { World } from '../world.js';

const UNITS = ['containerd.service', 'kubelet.service'];
const DROP_IN = '90-host-limits.conf';

/**
 * Where resource limits can't be raised nor OOM scores lowered, units must not ask for it: a drop-in for each holds
 * them to what the node has. Elsewhere a drop-in left by an earlier boot is removed.
 */
export function limitUnits(world: World, facts: Facts): void {
  const restricted = facts.userNamespace || !facts.mayRaiseLimits;
  for (const unit of UNITS) {
    const path = `/etc/systemd/system/${unit}.d/${DROP_IN}`;
    if (restricted) writeText(world, path, limitsDropIn(facts.hardLimits));
    else rmSync(world.path(path), { force: true });
  }
}

/** The drop-in's text. An empty OOMScoreAdjust takes the image's value back (systemd.exec(5)). */
export function limitsDropIn(limits: HardLimits): string {
  return [
    '[Service]',
    `LimitNOFILE=${limits.nofile}`,
    `LimitNPROC=${limits.nproc}`,
    `LimitCORE=${limits.core}`,
    'OOMScoreAdjust=',
    '',
  ].join('\n');
}
