import { KindlingError } from '../../../errors.js';
import type { IptablesMode } from '../../iptables/rules.js';
import { readText, writeText } from '../files.js';
import type { World } from '../world.js';
import { rewriteDnsRules } from './dns-rules.js';
import { defaultGateway } from './gateway.js';
import type { SavedRules } from './iptables.js';
import { isOurs, type ResolvConfOptions, rewriteResolvConf, usesEmbeddedDns } from './resolv-conf.js';

const RESOLV_CONF = '/etc/resolv.conf';
const ORIGINAL = `${RESOLV_CONF}.original`;
/**
 * Docker Desktop answers for this name by itself, in milliseconds; elsewhere Docker asks the upstream resolver, which
 * may be dead, and the gateway is right anyway. In ms.
 */
const LOOKUP_DEADLINE = 300;

/** Makes the node's DNS work in pods as well, Docker's embedded server above all (spec §4.2, step 10). */
export async function fixDns(world: World, mode: IptablesMode, saved: SavedRules): Promise<void> {
  const current = readText(world, RESOLV_CONF);
  if (current === undefined) return;
  const engines = isOurs(current) ? (readText(world, ORIGINAL) ?? current) : current;
  const options: ResolvConfOptions = {};
  if (world.env.KIND_DNS_SEARCH !== undefined) options.search = world.env.KIND_DNS_SEARCH;
  if (usesEmbeddedDns(engines)) {
    options.embeddedDns = await embeddedDnsAddress(world);
    await world.run([`iptables-${mode}-restore`], {
      stdin: rewriteDnsRules(saved[mode].v4, options.embeddedDns),
    });
  }
  writeText(world, ORIGINAL, engines);
  writeText(world, RESOLV_CONF, rewriteResolvConf(engines, options) ?? engines);
}

/** An address outside of the node for which its rules can stand in: the host's, or else the gateway's. */
async function embeddedDnsAddress(world: World): Promise<string> {
  const signal = AbortSignal.timeout(LOOKUP_DEADLINE);
  const deadline = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
  const host = await Promise.race([world.resolve4('host.docker.internal'), deadline]);
  if (host !== undefined && !host.startsWith('127.')) return host;
  const gateway = defaultGateway(readText(world, '/proc/net/route') ?? '');
  if (gateway === undefined) {
    throw new KindlingError(
      'NODE_FAILED',
      "the node has no IPv4 default route, and Docker's embedded DNS server has no other address that pods reach",
    );
  }
  return gateway;
}
