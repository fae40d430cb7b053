import { Cidr } from '../../../config/cidr.js';
import type { Family } from '../settings.js';

const TABLE = 'kindnet-masquerade';
const CHAIN = 'KIND-MASQ-AGENT';
const JUMP = `fib daddr type != local jump ${CHAIN}`;

/** Name of a family's table, as nft has it: `ip kindnet-masquerade`. */
export function masqueradeTable(family: Family): string {
  return `${family === 'ipv4' ? 'ip' : 'ip6'} ${TABLE}`;
}

/**
 * Plans masquerading of what leaves the cluster's pods: the same rules as in iptables, in a table of their own.
 *
 * @param listed text of `nft list table`; empty: there is no such table
 * @param podSubnets of the same IP family
 * @returns text for `nft -f`, which changes all in one transaction; undefined when nothing is to do
 */
export function planNftables(listed: string, podSubnets: readonly string[], family: Family): string | undefined {
  const table = masqueradeTable(family);
  const [protocol] = table.split(' ');
  const rules = [...podSubnets.map((subnet) => `${protocol} daddr ${Cidr.parse(subnet)} return`), 'masquerade'];
  const present = listed.split('\n').map((line) => line.trim());
  if ([...rules, JUMP].join('\n') === present.filter((line) => isRule(line)).join('\n')) return undefined;
  return [
    `table ${table}`,
    `delete table ${table}`,
    `table ${table} {`,
    `chain ${CHAIN} {`,
    ...rules,
    '}',
    'chain postrouting {',
    'type nat hook postrouting priority srcnat; policy accept;',
    JUMP,
    '}',
    '}',
    '',
  ].join('\n');
}

function isRule(line: string): boolean {
  return line !== '' && line !== '}' && !/^(?:table|chain|type) /.test(line);
}
