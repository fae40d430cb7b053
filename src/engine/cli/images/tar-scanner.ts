import { KindlingError } from '../../../errors.js';

/** The size of tar's headers and of what file contents are padded to. */
const block = 512;

/** The longest file whose content is kept. */
const keepLimit = 4 * 1024 * 1024;
/** All that is kept together. */
const keepAllLimit = 64 * 1024 * 1024;
/** Archives of images have some hundred files. */
const fileLimit = 100_000;

/**
 * Reads a tar archive in passing: hands its bytes on up to the zero blocks at its end, so that more entries can be
 * added there, and keeps the contents of small JSON objects that the caller wants.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06 for the format
 */
export class TarScanner {
  /** Names of the files seen so far, without a leading `./`. */
  readonly names = new Set<string>();
  /** Contents of small wanted files that begin like a JSON object, by name. */
  readonly contents = new Map<string, Buffer>();
  /** The end was seen: nothing is handed on any more. */
  ended = false;

  private header = Buffer.alloc(0);
  /** Bytes of the current entry that are still to come: content, then padding. */
  private content = 0;
  private padding = 0;
  private keep: ((chunk: Buffer) => void) | undefined;
  private finish: (() => void) | undefined;
  /** A size that a pax header gives for the next entry. */
  private nextSize: number | undefined;
  private kept = 0;

  constructor(private readonly wanted: (name: string) => boolean) {}

  /**
   * Takes the next bytes of the archive; returns what to hand on.
   *
   * @throws {KindlingError} IMAGE_INVALID when there are too many files in it
   */
  push(chunk: Buffer): Buffer[] {
    const out: Buffer[] = [];
    let rest = chunk;
    while (rest.length > 0 && !this.ended) {
      if (this.content > 0 || this.padding > 0) {
        const length = this.content > 0 ? this.content : this.padding;
        const part = rest.subarray(0, length);
        rest = rest.subarray(part.length);
        out.push(part);
        this.consume(part);
      } else {
        const missing = block - this.header.length;
        this.header = Buffer.concat([this.header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (this.header.length === block) this.begin(out);
      }
    }
    return out;
  }

  /** What was taken but not handed on: the beginning of a header that never came in full. */
  rest(): Buffer {
    return this.header;
  }

  private begin(out: Buffer[]): void {
    const { header } = this;
    this.header = Buffer.alloc(0);
    if (header.every((byte) => byte === 0)) {
      this.ended = true;
      return;
    }
    out.push(header);
    const type = header.toString('latin1', 156, 157);
    const name = entryName(header);
    this.content = this.nextSize ?? entrySize(header);
    this.nextSize = undefined;
    this.padding = Number.isFinite(this.content) ? (block - (this.content % block)) % block : 0;
    const isFile = type === '0' || type === '\0';
    if (isFile) this.names.add(name);
    if (this.names.size > fileLimit) {
      throw new KindlingError('IMAGE_INVALID', `the image archive has more than ${fileLimit} files`);
    }
    const isWanted = type === 'x' || (isFile && this.wanted(name) && this.kept + this.content <= keepAllLimit);
    if (!isWanted || this.content > keepLimit || this.content === 0) return;
    if (isFile) this.kept += this.content;
    const chunks: Buffer[] = [];
    this.keep = (part) => chunks.push(part);
    this.finish = () => {
      const content = Buffer.concat(chunks);
      if (type !== 'x') {
        if (content.toString('latin1', 0, 1) === '{') this.contents.set(name, content);
      } else if (/^\d+ size=(\d+)$/m.test(content.toString()))
        this.nextSize = Number(/^\d+ size=(\d+)$/m.exec(content.toString())?.[1]);
    };
  }

  private consume(part: Buffer): void {
    if (this.content === 0) {
      this.padding -= part.length;
      return;
    }
    this.content -= part.length;
    this.keep?.(part);
    if (this.content > 0) return;
    this.finish?.();
    this.keep = this.finish = undefined;
  }
}

function entryName(header: Buffer): string {
  const name = text(header, 0, 100);
  const prefix = text(header, 257, 262) === 'ustar' ? text(header, 345, 500) : '';
  return (prefix === '' ? name : `${prefix}/${name}`).replace(/^\.\//, '');
}

/**
 * Octal digits, or, when the first bit is set, a binary number (GNU tar's extension). What is neither is no tar
 * archive: all the rest of it is content.
 */
function entrySize(header: Buffer): number {
  if (((header[124] ?? 0) & 0x80) !== 0) return Number(header.readBigUInt64BE(128));
  const digits = text(header, 124, 136).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : Number.POSITIVE_INFINITY;
}

function text(header: Buffer, start: number, end: number): string {
  return header.toString('utf8', start, end).replace(/\0.*$/s, '');
}
