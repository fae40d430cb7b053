import { ArchiveError } from './archive-error.js';

/** One header block of a tar archive. */
export interface TarHeader {
  name: string;
  /** As in the archive: `0` file, `2` symbolic link, `x` pax extended header, `L` GNU long name, … */
  type: string;
  /** Bytes of content that follow. */
  size: number;
  linkName: string;
}

/** The size of headers, and of what contents are padded to. */
export const TAR_BLOCK = 512;

/** Links, devices, directories and pipes have no content, whatever their size says. */
export const CONTENTLESS = '123456';

/**
 * Reads a header block: ustar, GNU, or the old format.
 *
 * @param block 512 bytes
 * @throws {ArchiveError} when it is none
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 */
export function parseTarHeader(block: Buffer): TarHeader {
  if (number(block, 148, 8) !== checksum(block)) throw new ArchiveError('not a tar archive');
  const type = String.fromCharCode(block[156] ?? 0).replace('\0', '0');
  const name = text(block, 0, 100);
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? text(block, 345, 155) : '';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type,
    size: CONTENTLESS.includes(type) ? 0 : number(block, 124, 12),
    linkName: text(block, 157, 100),
  };
}

/**
 * The records of a pax extended header: lines of `<length> <key>=<value>`.
 *
 * @throws {ArchiveError} when a line is not of that form
 */
export function parsePax(content: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(' ', at);
    const digits = content.toString('latin1', at, Math.max(space, at));
    const length = /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN;
    const record = content.subarray(space + 1, at + length - 1).toString();
    const equals = record.indexOf('=');
    if (!Number.isInteger(length) || length <= space - at || at + length > content.length || equals < 0) {
      throw new ArchiveError('a pax header of it is broken');
    }
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** A size as text. @throws {ArchiveError} when it is none */
export function parseSize(value: string): number {
  const size = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(size)) throw new ArchiveError(`a size in it is no number: ${JSON.stringify(value.slice(0, 40))}`);
  return size;
}

function checksum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (const [index, byte] of block.entries()) if (index < 148 || index >= 156) sum += byte;
  return sum;
}

/** Octal digits, or, when the first bit is set, a binary number (GNU tar's extension). */
function number(block: Buffer, start: number, length: number): number {
  if (((block[start] ?? 0) & 0x80) !== 0) {
    const value = length >= 12 ? Number(block.readBigUInt64BE(start + length - 8)) : Number.NaN;
    if (!Number.isSafeInteger(value)) throw new ArchiveError('not a tar archive');
    return value;
  }
  const digits = text(block, start, length).trim();
  if (!/^[0-7]*$/.test(digits)) throw new ArchiveError('not a tar archive');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function text(block: Buffer, start: number, length: number): string {
  const end = block.indexOf(0, start);
  return block.toString('utf8', start, end < 0 ? start + length : Math.min(end, start + length));
}
