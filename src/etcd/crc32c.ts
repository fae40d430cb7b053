/** The polynomial of Castagnoli, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? POLYNOMIAL : 0);
  return rest >>> 0;
});

/**
 * The checksum CRC-32C (RFC 3720, appendix B.4), which Node's zlib has not.
 *
 * @param before of the bytes that come before these
 */
export function crc32c(bytes: Uint8Array, before = 0): number {
  let rest = ~before >>> 0;
  for (const byte of bytes) rest = ((rest >>> 8) ^ (TABLE[(rest ^ byte) & 0xff] as number)) >>> 0;
  return ~rest >>> 0;
}
