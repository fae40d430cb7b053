import { open } from 'node:fs/promises';

export interface ElfLinks {
  /** The number of the machine that it is for: elf(5). */
  machine: number;
  /** The dynamic loader: `/lib64/ld-linux-x86-64.so.2`. Undefined in static programs and in libraries. */
  interpreter: string | undefined;
  /** Names of the shared libraries it needs, in order: `libc.so.6`. */
  needed: string[];
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NEEDED = 1n;
const DT_STRTAB = 5n;

interface Segment {
  type: number;
  offset: number;
  address: bigint;
  size: number;
}

/**
 * Reads what an ELF file (64 bit, little endian) is linked with.
 *
 * @param path of a file of the host
 * @returns undefined when the file isn't such an ELF file
 */
export async function readElfLinks(path: string): Promise<ElfLinks | undefined> {
  const file = await open(path);
  try {
    const read = async (offset: number, size: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, offset);
      return buffer.subarray(0, bytesRead);
    };
    const header = await read(0, 64);
    const is64LittleEndian =
      header.length === 64 && header.readUInt32BE(0) === 0x7f454c46 && header.readUInt16BE(4) === 0x0201;
    if (!is64LittleEndian) return undefined;
    const entrySize = header.readUInt16LE(54);
    const table = await read(Number(header.readBigUInt64LE(32)), entrySize * header.readUInt16LE(56));
    const segments: Segment[] = [];
    for (let at = 0; at + 56 <= table.length; at += entrySize) {
      segments.push({
        type: table.readUInt32LE(at),
        offset: Number(table.readBigUInt64LE(at + 8)),
        address: table.readBigUInt64LE(at + 16),
        size: Number(table.readBigUInt64LE(at + 32)),
      });
    }
    const interp = segments.find(({ type }) => type === PT_INTERP);
    const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
    return {
      machine: header.readUInt16LE(18),
      interpreter: interp && text(await read(interp.offset, interp.size)),
      needed: dynamic ? await neededNames(await read(dynamic.offset, dynamic.size), segments, read) : [],
    };
  } finally {
    await file.close();
  }
}

async function neededNames(
  dynamic: Buffer,
  segments: readonly Segment[],
  read: (offset: number, size: number) => Promise<Buffer>,
): Promise<string[]> {
  const offsets: number[] = [];
  let strings: bigint | undefined;
  for (let at = 0; at + 16 <= dynamic.length; at += 16) {
    const tag = dynamic.readBigUInt64LE(at);
    const value = dynamic.readBigUInt64LE(at + 8);
    if (tag === 0n) break;
    if (tag === DT_NEEDED) offsets.push(Number(value));
    if (tag === DT_STRTAB) strings = value;
  }
  const address = strings;
  if (address === undefined) return [];
  const home = segments.find((s) => s.type === PT_LOAD && address >= s.address && address < s.address + BigInt(s.size));
  if (!home) return [];
  const base = home.offset + Number(address - home.address);
  return await Promise.all(offsets.map(async (offset) => text(await read(base + offset, 256))));
}

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end === -1 ? bytes.length : end);
}
