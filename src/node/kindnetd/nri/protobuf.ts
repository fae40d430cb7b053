/**
 * Protocol buffers (protobuf.dev, "Encoding"), as far as NRI needs them: fields of numbers, text, bytes and messages.
 */

/** The fields of a message by their numbers, each with all of its values in order: numbers, or bytes. */
export type Message = ReadonlyMap<number, readonly (bigint | Buffer)[]>;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** @throws {RangeError} when the bytes are no message */
export function decode(bytes: Buffer): Message {
  const message = new Map<number, (bigint | Buffer)[]>();
  const reader = new Reader(bytes);
  while (!reader.atEnd) {
    const tag = Number(reader.varint());
    const field = tag >> 3;
    message.set(field, [...(message.get(field) ?? []), reader.value(tag & 7)]);
  }
  return message;
}

/** Writes fields that are numbers or text or bytes; those that are undefined are left out. */
export function encode(fields: Record<number, number | string | Uint8Array | undefined>): Buffer {
  const parts = Object.entries(fields).flatMap(([field, value]) => {
    if (value === undefined) return [];
    const tag = (type: number) => varint((Number(field) << 3) | type);
    if (typeof value === 'number') return [tag(VARINT), varint(value)];
    const bytes = Buffer.from(value as string);
    return [tag(BYTES), varint(bytes.length), bytes];
  });
  return Buffer.concat(parts);
}

/** The last value of a field as text; empty when it has none. */
export function textOf(message: Message, field: number): string {
  return String(message.get(field)?.at(-1) ?? '');
}

export function textsOf(message: Message, field: number): string[] {
  return (message.get(field) ?? []).map(String);
}

/** The values of a field that holds messages. */
export function messagesOf(message: Message, field: number): Message[] {
  return (message.get(field) ?? []).flatMap((value) => (typeof value === 'bigint' ? [] : [decode(value)]));
}

class Reader {
  private position = 0;

  constructor(private readonly bytes: Buffer) {}

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  value(type: number): bigint | Buffer {
    if (type === VARINT) return this.varint();
    if (type === BYTES) return this.take(Number(this.varint()));
    if (type === FIXED64) return this.take(8);
    if (type === FIXED32) return this.take(4);
    throw new RangeError(`protocol buffers have no type ${type}`);
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const [byte = 0] = this.take(1);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  private take(length: number): Buffer {
    const end = this.position + length;
    if (end > this.bytes.length) throw new RangeError('a protocol buffer ends too early');
    const taken = this.bytes.subarray(this.position, end);
    this.position = end;
    return taken;
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}
