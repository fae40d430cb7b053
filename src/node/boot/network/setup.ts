import type { World } from '../world.js';
import { fixDns } from './dns.js';
import { chooseIptables, saveRules, selectIptables } from './iptables.js';
import { followAddressChange } from './readdress.js';

export interface BootOptions {
  /** The cluster knows the node by an address that the engine does not give it. Default: it knows it by the engine's. */
  fixedAddress?: boolean;
}

/** iptables' mode, DNS and addresses. */
export async function setUpNetwork(world: World, { fixedAddress = false }: BootOptions): Promise<void> {
  const saved = await saveRules(world);
  const mode = await chooseIptables(world, saved);
  selectIptables(world, mode);
  await fixDns(world, mode, saved);
  if (!fixedAddress) await followAddressChange(world);
}
