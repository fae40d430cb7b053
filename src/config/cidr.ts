import { KindlingError } from '../errors.js';
import { bitsOf, formatIp, type Ip, parseIp } from './ip.js';

/**
 * A block of IP addresses, such as a pod or service subnet. Immutable; host bits are always zero, so equal blocks
 * are deeply equal. `String(cidr)` is its canonical text.
 */
export class Cidr {
  readonly family: 'ipv4' | 'ipv6';
  /** The first address of the block as a number. */
  readonly network: bigint;
  /** Length of the network part in bits: 0 to 32, or 0 to 128. */
  readonly prefix: number;

  private constructor(family: Ip['family'], network: bigint, prefix: number) {
    this.family = family;
    this.network = network;
    this.prefix = prefix;
  }

  /**
   * Parses CIDR text, `10.244.0.0/16` or `fd00:10:244::/56`. Host bits may be set and are dropped. IPv4-mapped
   * blocks (`::ffff:10.0.0.0/120`) are IPv4 ones.
   *
   * @throws KindlingError CONFIG_INVALID `invalid CIDR address: <text>`
   */
  static parse(text: string): Cidr {
    const [, address, length] = /^([^/]*)\/(\d{1,3})$/.exec(text) ?? [];
    const ip = address === undefined ? undefined : parseIp(address);
    const mapped = ip?.family === 'ipv4' && address?.includes(':');
    const prefix = Number(length) - (mapped ? 96 : 0);
    if (ip === undefined || prefix < 0 || prefix > bitsOf(ip.family)) {
      throw new KindlingError('CONFIG_INVALID', `invalid CIDR address: ${text}`);
    }
    return Cidr.of(ip, prefix);
  }

  /** The block of `prefix` bits that holds the address. */
  static of(ip: Ip, prefix: number): Cidr {
    const hostBits = BigInt(bitsOf(ip.family) - prefix);
    return new Cidr(ip.family, (ip.value >> hostBits) << hostBits, prefix);
  }

  /** How many addresses the block has. */
  get size(): bigint {
    return 1n << BigInt(bitsOf(this.family) - this.prefix);
  }

  /** Whether an address (text) or every address of another block lies in this one. Text that is no address: false. */
  contains(other: string | Cidr): boolean {
    if (other instanceof Cidr) {
      return other.prefix >= this.prefix && this.holds({ family: other.family, value: other.network });
    }
    const ip = parseIp(other);
    return ip !== undefined && this.holds(ip);
  }

  /**
   * The `index`th address of the block as text; 0 is the network's own.
   *
   * @throws RangeError when the block has no such address
   */
  address(index: number | bigint): string {
    const offset = BigInt(index);
    if (offset < 0n || offset >= this.size) throw new RangeError(`${this} has no address number ${index}`);
    return formatIp({ family: this.family, value: this.network + offset });
  }

  /**
   * The `index`th block of `prefix` bits inside this one: `10.244.0.0/16` cut to 24 bits gives `10.244.0.0/24`,
   * `10.244.1.0/24`, … This is how Kubernetes cuts node pod subnets from the cluster's.
   *
   * @throws RangeError when `prefix` is shorter than the block's own or there is no such block
   */
  subnet(index: number | bigint, prefix: number): Cidr {
    const bits = bitsOf(this.family);
    if (prefix < this.prefix || prefix > bits) throw new RangeError(`${this} cannot be cut to /${prefix}`);
    const offset = BigInt(index) << BigInt(bits - prefix);
    if (offset < 0n || offset >= this.size) throw new RangeError(`${this} has no /${prefix} number ${index}`);
    return new Cidr(this.family, this.network + offset, prefix);
  }

  toString(): string {
    return `${formatIp({ family: this.family, value: this.network })}/${this.prefix}`;
  }

  toJSON(): string {
    return this.toString();
  }

  private holds(ip: Ip): boolean {
    const hostBits = BigInt(bitsOf(this.family) - this.prefix);
    return ip.family === this.family && ip.value >> hostBits === this.network >> hostBits;
  }
}
