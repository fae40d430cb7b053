import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutSegment } from './cut-segment.js';

const PAGE = 0x1000;
const [PT_LOAD, PT_NOTE, PT_GNU_RELRO] = [1, 4, 0x6474e552];

interface Segment {
  type: number;
  offset: number;
  address: number;
  size: number;
}

/** A program of 16 pages, whose bytes tell their own place; what its sections say follows the last segment. */
function program(segments: readonly Segment[]): Buffer {
  const bytes = Buffer.alloc(17 * PAGE);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(at, at);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeBigUInt64LE(BigInt(16 * PAGE), 40);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(segments.length, 56);
  for (const [index, { type, offset, address, size }] of segments.entries()) {
    const entry = bytes.subarray(64 + 56 * index);
    entry.writeUInt32LE(type);
    entry.writeUInt32LE(4, 4);
    for (const [field, value] of [offset, address, address, size, size, PAGE].entries()) {
      entry.writeBigUInt64LE(BigInt(value), 8 + 8 * field);
    }
  }
  return bytes;
}

function segmentsOf(bytes: Buffer): Segment[] {
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const number = (field: number) => Number(bytes.readBigUInt64LE(64 + 56 * index + field));
    return { type: bytes.readUInt32LE(64 + 56 * index), offset: number(8), address: number(16), size: number(32) };
  });
}

/** What is in memory at an address, as the kernel maps it. */
function memory(bytes: Buffer, address: number): number | undefined {
  const load = segmentsOf(bytes).find(
    ({ type, address: from, size }) => type === PT_LOAD && address >= from && address < from + size,
  );
  return load && bytes.readUInt32LE(load.offset + address - load.address);
}

const BASE = 0x400000;
const SEGMENTS: Segment[] = [
  { type: PT_LOAD, offset: 0, address: BASE, size: 12 * PAGE },
  { type: PT_NOTE, offset: 0x300, address: BASE + 0x300, size: 0x20 },
  { type: PT_LOAD, offset: 12 * PAGE, address: BASE + 20 * PAGE, size: 4 * PAGE },
  { type: PT_GNU_RELRO, offset: 12 * PAGE, address: BASE + 20 * PAGE, size: PAGE },
];

test('whole pages of a range are gone, and everything else is at its address', () => {
  const whole = program(SEGMENTS);
  const cut = cutSegment(whole, 2 * PAGE + 8, 9 * PAGE + 8);
  assert.equal(cut.length, 10 * PAGE); // without six pages, and without what tells of sections
  assert.equal(cut.readBigUInt64LE(40), 0n);
  for (let address = BASE + 0x200; address < BASE + 25 * PAGE; address += 4) {
    const gone = address >= BASE + 3 * PAGE && address < BASE + 9 * PAGE;
    assert.equal(memory(cut, address), gone ? undefined : memory(whole, address), address.toString(16));
  }
  const loads = segmentsOf(cut).filter(({ type }) => type === PT_LOAD);
  assert.deepEqual(
    loads.map(({ offset, address, size }) => [offset / PAGE, (address - BASE) / PAGE, size / PAGE]),
    [
      [0, 0, 3],
      [3, 9, 3],
      [6, 20, 4],
    ],
  );
  assert.equal(segmentsOf(cut).find(({ type }) => type === PT_GNU_RELRO)?.offset, 6 * PAGE);
});

test('less than a page is left where it is', () => {
  const whole = program(SEGMENTS);
  assert.equal(cutSegment(whole, 2 * PAGE + 1, 4 * PAGE - 1), whole);
});

test('a range across segments, and a program without a note, are refused', () => {
  assert.throws(() => cutSegment(program(SEGMENTS), 11 * PAGE, 13 * PAGE), /not within one segment/);
  const noNote = program(SEGMENTS.filter(({ type }) => type !== PT_NOTE));
  assert.throws(() => cutSegment(noNote, 2 * PAGE, 4 * PAGE), /no note/);
});
