import { Cidr } from '../../../config/cidr.js';
import { bitsOf, formatIp, parseIp } from '../../../config/ip.js';
import type { Family } from '../settings.js';
import { mergeRanges, type Range, subtractRanges } from './ranges.js';

export const FAMILIES: readonly Family[] = ['ipv4', 'ipv6'];

/** A set of addresses of each IP family, as merged ranges of the addresses' numbers. */
export type AddressSet = Record<Family, Range<bigint>[]>;

/** Puts single addresses and the parts of blocks together. Text that is no address is left out. */
export function addressSet(ips: Iterable<string>, blocks: readonly { cidr: string; except?: string[] }[]): AddressSet {
  const ranges: AddressSet = { ipv4: [], ipv6: [] };
  for (const text of ips) {
    const ip = parseIp(text);
    if (ip !== undefined) ranges[ip.family].push([ip.value, ip.value]);
  }
  for (const block of blocks) {
    for (const family of FAMILIES) ranges[family].push(...rangesOf(block, family));
  }
  return { ipv4: mergeRanges(ranges.ipv4), ipv6: mergeRanges(ranges.ipv6) };
}

/** Those texts that are addresses, in their canonical form. */
export function validIps(texts: readonly string[]): string[] {
  return texts.flatMap((text) => {
    const ip = parseIp(text);
    return ip === undefined ? [] : [formatIp(ip)];
  });
}

/** Whether a family's part is every address there is. */
export function isEverything(ranges: readonly Range<bigint>[], family: Family): boolean {
  const [only, ...others] = ranges;
  return only?.[0] === 0n && only[1] === (1n << BigInt(bitsOf(family))) - 1n && others.length === 0;
}

/** A block whose text cannot be understood holds nothing: better too little than too much is allowed. */
function rangesOf({ cidr, except = [] }: { cidr: string; except?: string[] }, family: Family): Range<bigint>[] {
  try {
    const [block, ...holes] = [cidr, ...except].map(Cidr.parse);
    if (block?.family !== family) return [];
    return subtractRanges([rangeOf(block)], holes.filter((hole) => hole.family === family).map(rangeOf));
  } catch {
    return [];
  }
}

function rangeOf({ network, size }: Cidr): Range<bigint> {
  return [network, network + size - 1n];
}
