import { parseIp } from '../../../../config/ip.js';
import type { Ruleset } from '../ruleset.js';
import type { Packet } from './reference.js';

/** What a kernel does with a ruleset: whether the first packet of a connection passes. */
export function passes(ruleset: Ruleset, packet: Packet): boolean {
  const { from, to } = packet;
  return (
    from === to || (passesSide(ruleset, packet, 'egress', from, to) && passesSide(ruleset, packet, 'ingress', to, from))
  );
}

function passesSide(
  { pods, chains }: Ruleset,
  packet: Packet,
  direction: 'ingress' | 'egress',
  own: string,
  other: string,
): boolean {
  const names = pods.find(({ ips }) => ips.includes(own))?.[direction];
  if (names === undefined) return true;
  const address = parseIp(other);
  const rules = chains.filter(({ name }) => names.includes(name)).flatMap((chain) => chain.rules);
  return rules.some(({ peers, ports }) => {
    const isPeer =
      peers === undefined ||
      (address && peers[address.family].some(([first, last]) => first <= address.value && address.value <= last));
    const isPort =
      ports === undefined ||
      ports.some((match) => {
        if (match.protocol !== packet.protocol) return false;
        if ('ranges' in match) return match.ranges.some(([first, last]) => first <= packet.port && packet.port <= last);
        return match.addresses.some(({ ip, port }) => ip === packet.to && port === packet.port);
      });
    return isPeer && isPort;
  });
}
