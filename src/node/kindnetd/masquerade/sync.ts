import type { IptablesMode } from '../../iptables/rules.js';
import type { Run } from '../run.js';
import { type Family, familyOf, type Settings } from '../settings.js';
import { planIptables } from './plan-iptables.js';
import { masqueradeTable, planNftables } from './plan-nftables.js';

/** Seconds to wait for the lock that kube-proxy and the kubelet take too. */
const LOCK_WAIT = '5';
/** In ms; nft can hang. */
const TIMEOUT = 10_000;

/**
 * Ensures the masquerade rules of each IP family of the cluster: in nftables, or in iptables on nodes that are all
 * about legacy iptables.
 *
 * @returns the families whose rules were changed
 * @throws {CommandError} when the kernel refuses
 */
export async function syncMasquerade(run: Run, settings: Settings, mode: IptablesMode): Promise<Family[]> {
  const changed: Family[] = [];
  for (const family of settings.families) {
    const subnets = settings.podSubnets.filter((cidr) => familyOf(cidr) === family);
    if (await (mode === 'nft' ? syncNftables : syncIptables)(run, subnets, family)) changed.push(family);
  }
  return changed;
}

async function syncNftables(run: Run, subnets: readonly string[], family: Family): Promise<boolean> {
  const list = ['nft', 'list', 'table', ...masqueradeTable(family).split(' ')];
  const { stdout } = await run(list, { okCodes: [0, 1], timeout: TIMEOUT });
  const rules = planNftables(stdout, subnets, family);
  if (rules === undefined) return false;
  await run(['nft', '-f', '-'], { stdin: rules, timeout: TIMEOUT });
  return true;
}

async function syncIptables(run: Run, subnets: readonly string[], family: Family): Promise<boolean> {
  const program = `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-legacy`;
  const { stdout } = await run([`${program}-save`, '-t', 'nat']);
  const rules = planIptables(stdout, subnets);
  if (rules === undefined) return false;
  await run([`${program}-restore`, '--wait', LOCK_WAIT, '--noflush'], { stdin: rules });
  return true;
}
