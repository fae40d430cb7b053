import { KindlingError } from '../errors.js';

/**
 * A value of ASN.1 in its distinguished encoding (X.690): a constructed one has parts, a primitive one bytes.
 *
 * Our own because certificates are re-issued in nodes while a cluster starts: @peculiar/x509 takes 60 ms of CPU to load,
 * and with asn1js (10 ms) as many lines would be left to write.
 */
export interface Der {
  /** The identifier: class, the bit for "constructed", and number, which is below 31. */
  readonly tag: number;
  readonly content: Buffer | readonly Der[];
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

const CONSTRUCTED = 0x20;
/** All bits of the number: it is in further bytes. */
const LONG_TAG = 0x1f;

/**
 * Reads exactly one value.
 *
 * @throws {KindlingError} INTERNAL when the bytes are something else
 */
export function decodeDer(bytes: Buffer): Der {
  const { value, end } = decodeAt(bytes, 0);
  if (end !== bytes.length) throw malformed();
  return value;
}

export function encodeDer({ tag, content }: Der): Buffer {
  const body = Buffer.isBuffer(content) ? content : Buffer.concat(content.map(encodeDer));
  return Buffer.concat([Buffer.from([tag, ...encodedLength(body.length)]), body]);
}

/** The parts of a constructed value; a primitive one has none. */
export function partsOf({ content }: Der): readonly Der[] {
  return Buffer.isBuffer(content) ? [] : content;
}

/** The bytes of a primitive value. */
export function bytesOf({ content }: Der): Buffer {
  if (!Buffer.isBuffer(content)) throw malformed();
  return content;
}

function decodeAt(bytes: Buffer, at: number): { value: Der; end: number } {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || (tag & LONG_TAG) === LONG_TAG) throw malformed();
  // The length itself, or the number of bytes that it takes.
  const long = first < 0x80 ? 0 : first - 0x80;
  const start = at + 2 + long;
  if (first === 0x80 || long > 4 || start > bytes.length) throw malformed();
  const end = start + (long === 0 ? first : bytes.readUIntBE(at + 2, long));
  if (end > bytes.length) throw malformed();
  const body = bytes.subarray(start, end);
  return { value: { tag, content: (tag & CONSTRUCTED) === 0 ? body : decodeParts(body) }, end };
}

function decodeParts(bytes: Buffer): Der[] {
  const parts: Der[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { value, end } = decodeAt(bytes, at);
    parts.push(value);
    at = end;
  }
  return parts;
}

function encodedLength(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) bytes.unshift(rest % 0x100);
  return [0x80 + bytes.length, ...bytes];
}

function malformed(): KindlingError {
  return new KindlingError('INTERNAL', 'a certificate is malformed');
}
