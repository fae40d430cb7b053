import type { IptablesMode } from '../../iptables/rules.js';
import type { Run } from '../run.js';
import { familyOf, type Settings } from '../settings.js';
import { planMasquerade } from './plan.js';

/** Seconds to wait for the lock that kube-proxy and the kubelet take too. */
const LOCK_WAIT = '5';

/**
 * Ensures the masquerade rules of each IP family of the cluster.
 *
 * @returns the families whose rules were changed
 * @throws {CommandError} when iptables fails
 */
export async function syncMasquerade(run: Run, settings: Settings, mode: IptablesMode): Promise<string[]> {
  const changed: string[] = [];
  for (const family of settings.families) {
    const program = `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${mode}`;
    const { stdout } = await run([`${program}-save`, '-t', 'nat']);
    const subnets = settings.podSubnets.filter((cidr) => familyOf(cidr) === family);
    const rules = planMasquerade(stdout, subnets);
    if (rules === undefined) continue;
    await run([`${program}-restore`, '--wait', LOCK_WAIT, '--noflush'], { stdin: rules });
    changed.push(family);
  }
  return changed;
}
