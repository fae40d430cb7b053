import { bitsOf, formatIp, parseIp } from '../config/ip.js';
import { KindlingError } from '../errors.js';
import { bytesOf, type Der, partsOf } from './der.js';

/** GeneralName's choices (RFC 5280, section 4.2.1.6). */
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/**
 * Names and addresses that a certificate is for, some of which are now others. As kubeadm has them: each once, names in
 * their order, then addresses.
 *
 * @param names GeneralNames
 * @param further names and addresses to add
 */
export function changedNames(names: Der, rename: (name: string) => string, further: readonly string[] = []): Der {
  const renamed = partsOf(names).map((name): Der => {
    if (name.tag === IP_ADDRESS) return { tag: IP_ADDRESS, content: addressBytes(rename(addressText(bytesOf(name)))) };
    return { tag: name.tag, content: Buffer.from(rename(bytesOf(name).toString())) };
  });
  const content = [...renamed, ...further.map(generalName)];
  const once = content.filter((name, index) => content.findIndex((other) => same(name, other)) === index);
  const [dns, others] = [true, false].map((wanted) => once.filter(({ tag }) => (tag === DNS_NAME) === wanted));
  return { tag: names.tag, content: [...(dns as Der[]).sort(byBytes), ...(others as Der[])] };
}

function generalName(name: string): Der {
  return parseIp(name) === undefined
    ? { tag: DNS_NAME, content: Buffer.from(name) }
    : { tag: IP_ADDRESS, content: addressBytes(name) };
}

function same(a: Der, b: Der): boolean {
  return a.tag === b.tag && byBytes(a, b) === 0;
}

function byBytes(a: Der, b: Der): number {
  return Buffer.compare(bytesOf(a), bytesOf(b));
}

function addressText(bytes: Buffer): string {
  return formatIp({ family: bytes.length === 4 ? 'ipv4' : 'ipv6', value: BigInt(`0x${bytes.toString('hex')}`) });
}

function addressBytes(text: string): Buffer {
  const address = parseIp(text);
  if (address === undefined) throw new KindlingError('INTERNAL', `certificates are for addresses, not for "${text}"`);
  return Buffer.from(address.value.toString(16).padStart(bitsOf(address.family) / 4, '0'), 'hex');
}
