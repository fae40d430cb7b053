import type { FileHandle } from 'node:fs/promises';

/** Bytes that are read from the front to the back, from wherever they come. */
export interface Bytes {
  /** How many were read or skipped so far. */
  readonly position: number;
  /** The next bytes; fewer when the end comes first. */
  read(length: number): Promise<Buffer>;
  /** The same in pieces as they come. */
  chunks(length: number): AsyncGenerator<Buffer>;
  /** Goes on without looking; at the end it stops. */
  skip(length: number): Promise<void>;
}

const CHUNK = 1 << 20;

/** A file: what is skipped is not read. */
export class FileBytes implements Bytes {
  position = 0;

  /** @param size of the file, in bytes */
  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
  ) {}

  async read(length: number): Promise<Buffer> {
    const content = Buffer.allocUnsafe(Math.min(length, this.size - this.position));
    let filled = 0;
    while (filled < content.length) {
      const { bytesRead } = await this.file.read(content, filled, content.length - filled, this.position);
      if (bytesRead === 0) break;
      filled += bytesRead;
      this.position += bytesRead;
    }
    return content.subarray(0, filled);
  }

  async *chunks(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      const chunk = await this.read(Math.min(CHUNK, left));
      if (chunk.length === 0) return;
      left -= chunk.length;
      yield chunk;
    }
  }

  async skip(length: number): Promise<void> {
    this.position = Math.min(this.size, this.position + length);
  }
}

/** A stream. */
export class StreamBytes implements Bytes {
  position = 0;
  private readonly source: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.source = stream[Symbol.asyncIterator]();
  }

  async read(length: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.chunks(length)) chunks.push(chunk);
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  }

  async *chunks(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.rest.length === 0 && !(await this.fill())) return;
      const chunk = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(chunk.length);
      this.position += chunk.length;
      left -= chunk.length;
      yield chunk;
    }
  }

  async skip(length: number): Promise<void> {
    for await (const _ of this.chunks(length));
  }

  private async fill(): Promise<boolean> {
    const next = await this.source.next();
    if (next.done) return false;
    this.rest = Buffer.isBuffer(next.value) ? next.value : Buffer.from(next.value);
    return this.rest.length > 0 || (await this.fill());
  }
}
