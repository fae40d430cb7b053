import type { World } from '../world.js';
import { fixDns } from './dns.js';
import { chooseIptables, saveRules, selectIptables } from './iptables.js';
import { followAddressChange } from './readdress.js';

/** iptables' mode, DNS and addresses. */
export async function setUpNetwork(world: World): Promise<void> {
  const saved = await saveRules(world);
  const mode = await chooseIptables(world, saved);
  selectIptables(world, mode);
  await fixDns(world, mode, saved);
  await followAddressChange(world);
}
