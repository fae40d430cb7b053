import { countRules, type IptablesMode } from '../../iptables/rules.js';
import type { Run } from '../run.js';

/** Chains by which the kubelet tells its node's mode to programs in containers (kubernetes KEP-3178). */
const HINTS = /^:KUBE-(?:IPTABLES-HINT|KUBELET-CANARY) /m;
/** In ms; nft can hang. */
const TIMEOUT = 5000;

/**
 * The iptables mode of the node that this container runs on: where the kubelet left its hint, else where there are
 * more rules, legacy when equal.
 */
export async function detectMode(run: Run): Promise<IptablesMode> {
  const save = async (mode: IptablesMode) => {
    const programs = [`iptables-${mode}-save`, `ip6tables-${mode}-save`];
    const outputs = programs.map(async (program) => {
      try {
        return (await run([program], { timeout: TIMEOUT })).stdout;
      } catch {
        return '';
      }
    });
    return (await Promise.all(outputs)).join('\n');
  };
  const [legacy, nft] = await Promise.all([save('legacy'), save('nft')]);
  if (HINTS.test(nft)) return 'nft';
  if (HINTS.test(legacy)) return 'legacy';
  return countRules(legacy) >= countRules(nft) ? 'legacy' : 'nft';
}
