import { createHash } from 'node:crypto';

/**
 * The IPv6 subnet of a network: a unique local /64 that depends on the network's name alone, so that every host gives
 * the same network the same subnet. Spec §3.2, step 3.
 *
 * @param name the network's name
 * @param attempt 0 for the first choice; higher ones when that overlaps with another network
 * @returns CIDR text, e.g. `fc00:f853:ccd:e793::/64`
 * @see https://www.rfc-editor.org/rfc/rfc5952 for how it is written
 */
export function uniqueLocalSubnet(name: string, attempt: number): string {
  const counter = Buffer.alloc(4);
  counter.writeInt32LE(attempt);
  const hash = createHash('sha1').update(name).update(counter).digest();
  const groups = [0xfc00, hash.readUInt16BE(2), hash.readUInt16BE(4), hash.readUInt16BE(6)];
  // Zero groups at the end belong to the run of zeros that `::` stands for. One further in stays: it is never longer.
  while (groups.at(-1) === 0) groups.pop();
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`;
}
