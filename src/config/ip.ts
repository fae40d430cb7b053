/** An IP address as a number: 32 bits for IPv4, 128 bits for IPv6. */
export interface Ip {
  readonly family: 'ipv4' | 'ipv6';
  readonly value: bigint;
}

/**
 * Parses an IP address the way Kubernetes does: dotted decimal without leading zeros, or IPv6 text (RFC 4291)
 * without a zone. An IPv4-mapped IPv6 address (`::ffff:1.2.3.4`) is an IPv4 address.
 *
 * @returns the address, or undefined when the text is none
 */
export function parseIp(text: string): Ip | undefined {
  if (!text.includes(':')) {
    const value = parseIpv4(text);
    return value === undefined ? undefined : { family: 'ipv4', value };
  }
  const value = parseIpv6(text);
  if (value === undefined) return undefined;
  return isMapped(value) ? { family: 'ipv4', value: value & 0xffffffffn } : { family: 'ipv6', value };
}

/** The canonical text of an address: dotted decimal, or RFC 5952 (lower case, longest zero run as `::`). */
export function formatIp(ip: Ip): string {
  if (ip.family === 'ipv4') {
    return [24n, 16n, 8n, 0n].map((shift) => (ip.value >> shift) & 0xffn).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, i) => Number((ip.value >> BigInt(112 - 16 * i)) & 0xffffn));
  const run = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (run.length < 2) return hex.join(':');
  return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}`;
}

/** How many bits an address of the family has. */
export function bitsOf(family: Ip['family']): number {
  return family === 'ipv4' ? 32 : 128;
}

/** Whether the address is the unspecified one, `0.0.0.0` or `::`. */
export function isUnspecified(ip: Ip): boolean {
  return ip.value === 0n;
}

function isMapped(value: bigint): boolean {
  return value >> 32n === 0xffffn;
}

function parseIpv4(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255)) {
    return undefined;
  }
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, i) => parseGroups(half, i === halves.length - 1));
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 8 ? joinGroups(head) : undefined;
  if (tail === undefined || head.length + tail.length > 7) return undefined;
  return joinGroups([...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]);
}

/** The 16-bit groups of one side of `::`. Dotted decimal may stand for the last two. */
function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const words = text.split(':');
  const groups: number[] = [];
  for (const [i, word] of words.entries()) {
    if (last && i === words.length - 1 && word.includes('.')) {
      const value = parseIpv4(word);
      if (value === undefined) return undefined;
      groups.push(Number(value >> 16n), Number(value & 0xffffn));
    } else if (/^[0-9a-fA-F]{1,4}$/.test(word)) {
      groups.push(Number.parseInt(word, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

function joinGroups(groups: readonly number[]): bigint {
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** The first of the longest runs of zero groups. */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let i = 0; i <= groups.length; i++) {
    if (groups[i] === 0) continue;
    if (i - start > best.length) best = { start, length: i - start };
    start = i + 1;
  }
  return best;
}
