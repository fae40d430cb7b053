import {
  BRANCH,
  BUCKET_HEADER,
  type Bucket,
  ELEMENT,
  FREELIST,
  IS_BUCKET,
  LEAF,
  MAGIC,
  META,
  PAGE_HEADER,
  VERSION,
} from './bucket.js';

const PAGE = 4096;
const FIRST_PAGE = 3n;

/** An element of a page, ready to be laid out. */
interface Element {
  key: Buffer;
  /** Leaf: value; branch: nothing. */
  value: Buffer;
  /** Leaf: flags; branch: number of the child's page. */
  head: bigint;
}

/**
 * Writes a bolt database anew: without free pages, and the same bytes for the same content, which a database that
 * programs have worked on never has.
 *
 * @param root the bucket that holds the top-level buckets; it has no plain values
 */
export function writeBolt(root: Bucket): Buffer {
  const pages = new Pages();
  const rootPage = writeEntries(root, pages);
  const end = pages.next;
  const file = Buffer.concat([Buffer.alloc(Number(FIRST_PAGE) * PAGE), ...pages.written]);
  for (const number of [0n, 1n]) writeMeta(file, number, { rootPage, sequence: root.sequence, end });
  pageHeader(file.subarray(2 * PAGE), 2n, FREELIST, 0, 0);
  return file;
}

class Pages {
  readonly written: Buffer[] = [];
  next = FIRST_PAGE;

  /** Appends a page; `content` is a multiple of the page size. */
  add(content: Buffer): bigint {
    const number = this.next;
    content.writeBigUInt64LE(number, 0);
    this.written.push(content);
    this.next += BigInt(content.length / PAGE);
    return number;
  }
}

/** Writes a bucket's entries as a tree of pages and returns the root's number. */
function writeEntries(bucket: Bucket, pages: Pages): bigint {
  let level = leafElements(bucket, pages);
  let flags = LEAF;
  for (;;) {
    const groups = intoPages(level);
    const numbers = groups.map((group) => pages.add(page(group, flags)));
    if (numbers.length === 1) return numbers[0] as bigint;
    level = numbers.map((head, index) => ({ key: groups[index]?.[0]?.key ?? Buffer.alloc(0), value: EMPTY, head }));
    flags = BRANCH;
  }
}

const EMPTY = Buffer.alloc(0);

function leafElements(bucket: Bucket, pages: Pages): Element[] {
  const entries = [...bucket.entries].map(([key, value]) => ({ key: Buffer.from(key, 'latin1'), value }));
  entries.sort((a, b) => Buffer.compare(a.key, b.key));
  return entries.map(({ key, value }) =>
    Buffer.isBuffer(value)
      ? { key, value, head: 0n }
      : { key, value: bucketValue(value, pages), head: BigInt(IS_BUCKET) },
  );
}

/** A small bucket without buckets in it is stored in its value; another one has pages of its own. */
function bucketValue(bucket: Bucket, pages: Pages): Buffer {
  const header = Buffer.alloc(BUCKET_HEADER);
  header.writeBigUInt64LE(bucket.sequence, 8);
  const plain = [...bucket.entries.values()].every((value) => Buffer.isBuffer(value));
  if (plain) {
    const inline = layOut(leafElements(bucket, pages), LEAF);
    if (inline.length <= PAGE / 4) return Buffer.concat([header, inline]);
  }
  header.writeBigUInt64LE(writeEntries(bucket, pages), 0);
  return header;
}

/** Fills pages one after another; an element that is larger than a page gets one with overflow. */
function intoPages(elements: readonly Element[]): Element[][] {
  const groups: Element[][] = [[]];
  let size = PAGE_HEADER;
  for (const element of elements) {
    const own = ELEMENT + element.key.length + element.value.length;
    if (size + own > PAGE && (groups.at(-1) as Element[]).length > 0) {
      groups.push([]);
      size = PAGE_HEADER;
    }
    (groups.at(-1) as Element[]).push(element);
    size += own;
  }
  return groups;
}

function page(elements: readonly Element[], flags: number): Buffer {
  const content = layOut(elements, flags);
  const size = Math.ceil(content.length / PAGE) * PAGE;
  content.writeUInt32LE(size / PAGE - 1, 12);
  return Buffer.concat([content, Buffer.alloc(size - content.length)]);
}

function layOut(elements: readonly Element[], flags: number): Buffer {
  const head = Buffer.alloc(PAGE_HEADER + elements.length * ELEMENT);
  pageHeader(head, 0n, flags, elements.length, 0);
  const data: Buffer[] = [];
  let position = head.length;
  elements.forEach(({ key, value, head: first }, index) => {
    const at = PAGE_HEADER + index * ELEMENT;
    if (flags === LEAF) {
      head.writeUInt32LE(Number(first), at);
      head.writeUInt32LE(position - at, at + 4);
      head.writeUInt32LE(key.length, at + 8);
      head.writeUInt32LE(value.length, at + 12);
    } else {
      head.writeUInt32LE(position - at, at);
      head.writeUInt32LE(key.length, at + 4);
      head.writeBigUInt64LE(first, at + 8);
    }
    data.push(key, value);
    position += key.length + value.length;
  });
  return Buffer.concat([head, ...data]);
}

function writeMeta(file: Buffer, number: bigint, meta: { rootPage: bigint; sequence: bigint; end: bigint }): void {
  const at = file.subarray(Number(number) * PAGE);
  pageHeader(at, number, META, 0, 0);
  const body = at.subarray(PAGE_HEADER, PAGE_HEADER + 64);
  body.writeUInt32LE(MAGIC, 0);
  body.writeUInt32LE(VERSION, 4);
  body.writeUInt32LE(PAGE, 8);
  body.writeBigUInt64LE(meta.rootPage, 16);
  body.writeBigUInt64LE(meta.sequence, 24);
  body.writeBigUInt64LE(2n, 32); // the free list's page
  body.writeBigUInt64LE(meta.end, 40);
  body.writeBigUInt64LE(number, 48); // transaction: the second meta page is the newer one
  body.writeBigUInt64LE(fnv1a(body.subarray(0, 56)), 56);
}

function pageHeader(at: Buffer, number: bigint, flags: number, count: number, overflow: number): void {
  at.writeBigUInt64LE(number, 0);
  at.writeUInt16LE(flags, 8);
  at.writeUInt16LE(count, 10);
  at.writeUInt32LE(overflow, 12);
}

/** The FNV-1a hash, 64 bits. */
function fnv1a(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}
