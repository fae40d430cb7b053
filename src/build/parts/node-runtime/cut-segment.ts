/** Offsets in the header of an ELF file (64 bit), and in an entry of its program header table: elf(5). */
const HEADER = { programHeaders: 32, sectionHeaders: 40, entrySize: 54, count: 56, sectionCount: 60, sectionNames: 62 };
const ENTRY = { type: 0, offset: 8, address: 16, physical: 24, fileSize: 32, memorySize: 40, alignment: 48 };

const PT_LOAD = 1;
const PT_NOTE = 4;

/**
 * Takes a range out of an ELF program (64 bit, little endian) that it never looks at. Everything else stays at its
 * address in memory, where the range becomes a gap: the segment around it becomes two. The second one needs an entry in
 * the table of segments, and takes that of a note; sections, which only debuggers read, are no longer told.
 *
 * @param from first byte of the range in the file; only whole pages are taken
 * @param to byte behind it
 * @returns the new program; the same one when there is no whole page
 * @throws when the range is not within one segment, or there is no note
 */
export function cutSegment(program: Buffer, from: number, to: number): Buffer {
  const size = program.readUInt16LE(HEADER.entrySize);
  const table = Number(program.readBigUInt64LE(HEADER.programHeaders));
  const entries = Array.from({ length: program.readUInt16LE(HEADER.count) }, (_, index) =>
    Buffer.from(program.subarray(table + index * size, table + (index + 1) * size)),
  );
  const get = (entry: Buffer, field: keyof typeof ENTRY) =>
    field === 'type' ? entry.readUInt32LE(ENTRY.type) : Number(entry.readBigUInt64LE(ENTRY[field]));
  const set = (entry: Buffer, field: Exclude<keyof typeof ENTRY, 'type'>, value: number) =>
    entry.writeBigUInt64LE(BigInt(value), ENTRY[field]);

  const whole = entries.find((entry) => {
    const [offset, length] = [get(entry, 'offset'), get(entry, 'fileSize')];
    return get(entry, 'type') === PT_LOAD && from >= offset && to <= offset + length;
  });
  if (!whole) throw new Error('the range is not within one segment');
  const page = get(whole, 'alignment');
  const begin = Math.ceil(from / page) * page;
  const end = Math.floor(to / page) * page;
  if (end <= begin) return program;
  const note = entries.findIndex((entry) => get(entry, 'type') === PT_NOTE);
  if (note < 0) throw new Error('there is no note whose place the new segment could take');
  entries.splice(note, 1);

  const cut = end - begin;
  const second = Buffer.from(whole);
  const skipped = end - get(whole, 'offset');
  set(second, 'offset', end);
  for (const field of ['address', 'physical'] as const) set(second, field, get(whole, field) + skipped);
  for (const field of ['fileSize', 'memorySize'] as const) {
    set(second, field, get(whole, field) - skipped);
    set(whole, field, begin - get(whole, 'offset'));
  }
  // Segments are told in the order of their addresses.
  entries.splice(entries.indexOf(whole) + 1, 0, second);
  for (const entry of entries) if (get(entry, 'offset') >= end) set(entry, 'offset', get(entry, 'offset') - cut);

  const ends = entries.map((entry) => get(entry, 'offset') + get(entry, 'fileSize'));
  const result = Buffer.concat([program.subarray(0, begin), program.subarray(end)]).subarray(0, Math.max(...ends));
  for (const [index, entry] of entries.entries()) entry.copy(result, table + index * size);
  result.writeBigUInt64LE(0n, HEADER.sectionHeaders);
  result.writeUInt16LE(0, HEADER.sectionCount);
  result.writeUInt16LE(0, HEADER.sectionNames);
  return result;
}
