import { createHash } from 'node:crypto';
import { formatIp } from '../../../config/ip.js';
import type { Family } from '../settings.js';
import { type AddressSet, FAMILIES, isEverything } from './addresses.js';
import type { Direction } from './policy.js';
import type { Range } from './ranges.js';
import type { ChainRule, IsolatedPod, PolicyChain, PortMatch, Ruleset } from './ruleset.js';

/** The table of nftables that holds policies, and nothing else. */
export const TABLE = 'inet kindnet-network-policies';

/** Removes the table, whether it is there or not. */
export const REMOVAL = `table ${TABLE}\ndelete table ${TABLE}\n`;

/** How each family's addresses are called in rules: as keywords, and as the type of a set. */
const IP = { ipv4: { keyword: 'ip', type: 'ipv4_addr' }, ipv6: { keyword: 'ip6', type: 'ipv6_addr' } };

/**
 * Writes a ruleset for `nft -f`, which puts it in the place of the one before in one transaction.
 *
 * Rules stand where packets are forwarded: Services are resolved by then, and what a node itself sends to its pods,
 * like a kubelet's probes, does not come there. Who opened a connection decides: replies pass, everything else is
 * looked at, so that connections that a new policy forbids end. A packet passes when a policy of the sender allows
 * it (`goto ingress`) and then one of the receiver does (`accept`).
 */
export function render({ pods, chains }: Ruleset): string {
  return [
    `${REMOVAL}table ${TABLE} {`,
    ...chains.flatMap(renderChain),
    ...pods.flatMap((pod) => [...renderPod(pod, 'ingress'), ...renderPod(pod, 'egress')]),
    ...block('chain ingress', [...dispatch(pods, 'ingress'), 'accept']),
    ...block('chain forward', [
      'type filter hook forward priority filter - 10; policy accept;',
      'ct direction reply accept',
      'ct state related accept',
      ...toItself(pods),
      ...dispatch(pods, 'egress'),
      'goto ingress',
    ]),
    '}',
    '',
  ].join('\n');
}

/** Who is sent to which pod's chain. */
function dispatch(pods: readonly IsolatedPod[], direction: Direction): string[] {
  const side = direction === 'ingress' ? 'daddr' : 'saddr';
  return FAMILIES.flatMap((family) => {
    const verdicts = pods
      .filter((pod) => pod[direction] !== undefined)
      .flatMap(({ name, ips }) => ofFamily(ips, family).map((ip) => `${ip} : goto ${podChain(name, direction)}`));
    return verdicts.length > 0 ? [`${IP[family].keyword} ${side} vmap { ${verdicts.join(', ')} }`] : [];
  });
}

/** A pod can always reach itself, by a Service for instance. */
function toItself(pods: readonly IsolatedPod[]): string[] {
  return FAMILIES.flatMap((family) => {
    const { keyword } = IP[family];
    const pairs = pods.flatMap(({ ips }) => ofFamily(ips, family).map((ip) => `${ip} . ${ip}`));
    return pairs.length > 0 ? [`${keyword} saddr . ${keyword} daddr { ${pairs.join(', ')} } accept`] : [];
  });
}

/** What no policy allows is dropped. */
function renderPod(pod: IsolatedPod, direction: Direction): string[] {
  const policies = pod[direction];
  if (policies === undefined) return [];
  const jumps = policies.map((name) => `jump ${identifier(name)}`);
  return block(`chain ${podChain(pod.name, direction)}`, [...jumps, 'drop']);
}

function renderChain({ name, direction, rules }: PolicyChain): string[] {
  const verdict = direction === 'ingress' ? 'accept' : 'goto ingress';
  const sets: string[] = [];
  const lines = rules.flatMap(({ peers, ports }, index) => {
    const setName = (family: Family) => identifier(`${name}/${index}/${family}`);
    if (peers) sets.push(...FAMILIES.flatMap((family) => renderSet(setName(family), family, peers)));
    const matches = combine(peerMatches(peers, direction, setName), portMatches(ports));
    return matches.map((match) => [...match, verdict].join(' '));
  });
  return [...sets, ...block(`chain ${identifier(name)}`, lines)];
}

function renderSet(name: string, family: Family, peers: AddressSet): string[] {
  const ranges = peers[family];
  if (ranges.length === 0 || isEverything(ranges, family)) return [];
  const text = (value: bigint) => formatIp({ family, value });
  const elements = ranges.map((range) => between(range, text)).join(', ');
  return block(`set ${name}`, [`type ${IP[family].type}; flags interval;`, `elements = { ${elements} }`]);
}

/** Something that a packet may have: of one IP family only, or of any. */
interface Match {
  family?: Family;
  text: string;
}

/** Matches of which one must hold. Undefined: nothing has to. */
function peerMatches(
  peers: ChainRule['peers'],
  direction: Direction,
  setName: (family: Family) => string,
): Match[] | undefined {
  return (
    peers &&
    FAMILIES.flatMap((family) => {
      if (peers[family].length === 0) return [];
      if (isEverything(peers[family], family)) return [{ family, text: `meta nfproto ${family}` }];
      const side = direction === 'ingress' ? 'saddr' : 'daddr';
      return [{ family, text: `${IP[family].keyword} ${side} @${setName(family)}` }];
    })
  );
}

function portMatches(ports: readonly PortMatch[] | undefined): Match[] | undefined {
  return ports?.flatMap((match): Match[] => {
    const protocol = match.protocol.toLowerCase();
    if ('ranges' in match) {
      if (match.ranges[0]?.[0] === 0) return [{ text: `meta l4proto ${protocol}` }];
      return [{ text: `${protocol} dport { ${match.ranges.map((range) => between(range, String)).join(', ')} }` }];
    }
    return FAMILIES.flatMap((family) => {
      const own = match.addresses.filter(({ ip }) => isOf(ip, family));
      const pairs = [...new Set(own.map(({ ip, port }) => `${ip} . ${port}`))];
      if (pairs.length === 0) return [];
      return [
        { family, text: `meta l4proto ${protocol} ${IP[family].keyword} daddr . th dport { ${pairs.join(', ')} }` },
      ];
    });
  });
}

/** Each of the first with each of the second, unless they are of different families. */
function combine(first: readonly Match[] = [NOTHING], second: readonly Match[] = [NOTHING]): string[][] {
  return first.flatMap((one) =>
    second
      .filter(({ family }) => one.family === undefined || family === undefined || family === one.family)
      .map((other) => [one.text, other.text].filter((text) => text !== '')),
  );
}

const NOTHING: Match = { text: '' };

function between<N extends number | bigint>([first, last]: Range<N>, text: (value: N) => string): string {
  return first === last ? text(first) : `${text(first)}-${text(last)}`;
}

function block(head: string, lines: readonly string[]): string[] {
  return [`  ${head} {`, ...lines.map((line) => `    ${line}`), '  }'];
}

function podChain(name: string, direction: Direction): string {
  return identifier(`pod-${direction}/${name}`);
}

/** nftables takes names of up to 255 characters; those of Kubernetes, all of whose characters it takes, may be longer. */
function identifier(name: string): string {
  if (name.length <= 200) return name;
  return `${name.slice(0, 180)}-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

function ofFamily(ips: readonly string[], family: Family): string[] {
  return ips.filter((ip) => isOf(ip, family));
}

function isOf(ip: string, family: Family): boolean {
  return ip.includes(':') === (family === 'ipv6');
}
