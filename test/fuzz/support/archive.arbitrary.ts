import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import { extract } from 'tar-stream';
import { dockerArchive, ociArchive, sampleLayer, tarOf } from '../../../src/archive/testing/sample-archives.js';

/** How to make an archive, and what to do to it. */
export interface ArchivePlan {
  format: 'podman' | 'old' | 'blobs' | 'oci';
  compressLayers: boolean;
  /** Sizes of the layers of each image. */
  images: number[][];
  files: FileChange[];
  headers: HeaderChange[];
  bytes: ByteChange[];
  gzip: boolean;
}

/** Something about a file, by its number. */
interface FileChange {
  which: number;
  how: 'leave out' | 'rename' | 'empty' | 'link' | 'insert' | 'replace' | 'repeat lists';
  at: number;
  text: string;
}

/** Something about a header, by its number; `checksum`: it is made right again. */
interface HeaderChange {
  which: number;
  field: 'name' | 'size' | 'type' | 'link' | 'magic';
  text: string;
  checksum: boolean;
}

interface ByteChange {
  how: 'cut' | 'flip' | 'zero block' | 'insert block';
  at: number;
}

const part = fc.integer({ min: 0, max: 9999 }).map((at) => at / 10_000);
const texts = fc.constantFrom(
  ...['{}', '[]', 'null', '0', '"x"', '', '{"a":', ',', '[', ']', '{', '}', ':', '\\', '"', '-1', '1e999', 'sha256:0'],
  ...['"digest":"sha256:../../x"', '"Layers":["../../etc/passwd"]', '"Config":"/x"', '"manifests":{}', '"layers":[{}]'],
  ...['../../../etc/passwd', '/etc/passwd', './manifest.json', 'manifest.json', 'index.json', 'oci-layout', '.', '..'],
  ...[`blobs/sha256/${'0'.repeat(64)}`, `blobs/sha256/${'../'.repeat(3)}x`, 'a'.repeat(100), '\u0000', 'é'],
);
const sizes = fc.constantFrom(
  ...['77777777777', '-1', 'x', '0', '1', '00000001000', '           ', '\x80\0\0\0\0\0\0\0\0\0\x10\0'],
  ...[
    '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff',
    '\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff',
    '9',
    '777777777777',
  ],
);

const fileChanges: Arbitrary<FileChange> = fc.record({
  which: fc.nat({ max: 20 }),
  how: fc.constantFrom('leave out', 'rename', 'empty', 'link', 'insert', 'insert', 'replace', 'repeat lists'),
  at: part,
  text: texts,
});
const headerChanges: Arbitrary<HeaderChange> = fc.oneof(
  fc.record({ which: fc.nat({ max: 20 }), field: fc.constant('size'), text: sizes, checksum: fc.boolean() }),
  fc.record({
    which: fc.nat({ max: 20 }),
    field: fc.constantFrom('name', 'link', 'magic'),
    text: texts,
    checksum: fc.boolean(),
  }),
  fc.record({
    which: fc.nat({ max: 20 }),
    field: fc.constant('type'),
    text: fc.constantFrom(...'0123456789xgLKSDVMNAZ\0'),
    checksum: fc.constant(true),
  }),
);
const byteChanges: Arbitrary<ByteChange> = fc.record({
  how: fc.constantFrom('cut', 'flip', 'zero block', 'insert block'),
  at: part,
});

/** Archives that nothing is wrong with. */
export const goodArchives: Arbitrary<ArchivePlan> = fc.record({
  format: fc.constantFrom('podman', 'old', 'blobs', 'oci'),
  compressLayers: fc.boolean(),
  images: fc.array(fc.array(fc.constantFrom(0, 1, 300, 4096, 4097, 9000), { maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  }),
  files: fc.constant([]),
  headers: fc.constant([]),
  bytes: fc.constant([]),
  gzip: fc.boolean(),
});

/** Archives with a few changes; some harmless. */
export const badArchives: Arbitrary<ArchivePlan> = fc
  .tuple(
    goodArchives,
    fc.array(fileChanges, { maxLength: 3 }),
    fc.array(headerChanges, { maxLength: 2 }),
    fc.array(byteChanges, { maxLength: 1 }),
  )
  .map(([plan, files, headers, bytes]) => ({ ...plan, files, headers, bytes }));

/** The archive of a plan. */
export async function archiveOf(plan: ArchivePlan): Promise<Buffer> {
  const images = plan.images.map((sizes, at) => ({
    names: [`app${at}:1`],
    layers: sizes.map((size, layer) => sampleLayer(at * 10 + layer, size)),
  }));
  let tar =
    plan.format === 'oci'
      ? await ociArchive(
          images.map((image) => [image]),
          plan.compressLayers,
        )
      : await dockerArchive(images, plan.format, plan.compressLayers);
  if (plan.files.length > 0) {
    let files = await filesOf(tar);
    for (const change of plan.files) files = changeFile(files, change);
    tar = await tarOf(new Map(files));
  }
  for (const change of plan.headers) changeHeader(tar, change);
  for (const change of plan.bytes) tar = changeBytes(tar, change);
  return plan.gzip ? gzipSync(tar, { level: 1 }) : tar;
}

type Files = [string, Buffer | { link: string }][];

async function filesOf(tar: Buffer): Promise<Files> {
  const files: Files = [];
  const entries = extract();
  entries.end(tar);
  for await (const entry of entries) {
    const { name, linkname } = entry.header;
    const content = await buffer(entry);
    files.push([name, linkname ? { link: linkname } : content]);
  }
  return files;
}

function changeFile(files: Files, { which, how, at, text }: FileChange): Files {
  const index = which % Math.max(files.length, 1);
  const [name, content] = files[index] ?? ['x', Buffer.alloc(0)];
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content.link);
  const offset = Math.floor(at * bytes.length);
  const others = files.filter((_, other) => other !== index);
  switch (how) {
    case 'leave out':
      return others;
    case 'rename':
      return text.replaceAll('\0', '') === '' ? files : [...others, [text.replaceAll('\0', ''), content]];
    case 'empty':
      return [...others, [name, Buffer.alloc(0)]];
    case 'link':
      return [...others, [name, { link: text.replaceAll('\0', '') || 'x' }]];
    case 'insert':
      return [...others, [name, Buffer.concat([bytes.subarray(0, offset), Buffer.from(text), bytes.subarray(offset)])]];
    case 'replace':
      return [...others, [name, Buffer.from(text)]];
    case 'repeat lists':
      return [...others, [name, Buffer.from(repeated(bytes.toString()))]];
  }
}

/** Lists of objects or strings say everything many times, unless they do so already. */
function repeated(json: string): string {
  if (json.length > 100_000) return json;
  return json.replace(/\[((?:\{[^[\]{}]*\}|"[^"]*")(?:,(?:\{[^[\]{}]*\}|"[^"]*"))*)\]/g, (_, items) => {
    return `[${Array(500).fill(items).join(',')}]`;
  });
}

const FIELDS = { name: [0, 100], size: [124, 12], type: [156, 1], link: [157, 100], magic: [257, 6] } as const;

function changeHeader(tar: Buffer, { which, field, text, checksum }: HeaderChange): void {
  const offsets = headerOffsets(tar);
  const start = offsets[which % Math.max(offsets.length, 1)];
  if (start === undefined) return;
  const header = tar.subarray(start, start + 512);
  const [at, length] = FIELDS[field];
  header.fill(0, at, at + length);
  header.write(text, at, length, field === 'size' || field === 'type' ? 'latin1' : 'utf8');
  if (!checksum) return;
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

function headerOffsets(tar: Buffer): number[] {
  const offsets: number[] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    offsets.push(at);
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    if (!(size >= 0 && size < tar.length)) break;
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return offsets;
}

function changeBytes(tar: Buffer, { how, at }: ByteChange): Buffer {
  const offset = Math.floor(at * tar.length);
  const block = offset - (offset % 512);
  if (how === 'cut') return tar.subarray(0, offset);
  if (how === 'insert block')
    return Buffer.concat([tar.subarray(0, block), Buffer.alloc(512, 'x'), tar.subarray(block)]);
  const changed = Buffer.from(tar);
  if (how === 'zero block') changed.fill(0, block, block + 512);
  else if (changed.length > 0) changed[offset] = (changed[offset] ?? 0) ^ (1 << (offset % 8));
  return changed;
}
