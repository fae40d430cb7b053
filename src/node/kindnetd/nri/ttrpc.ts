import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { decode, encode, textOf } from './protobuf.js';

/** A call by the other end. */
export interface Call {
  method: string;
  payload: Buffer;
}

export interface TtrpcOptions {
  /** Path of the unix socket. */
  path: string;
  /** Answers calls; an error ends the connection. */
  serve(call: Call): Promise<Buffer>;
  signal: AbortSignal;
}

/** The two ttrpc connections that NRI carries over one socket: calls to the plugin, and calls by it. */
const TO_PLUGIN = 1;
const BY_PLUGIN = 2;

const REQUEST = 1;
const RESPONSE = 2;

/** Both ends read into buffers of this size: no frame may be larger. In bytes. */
const LARGEST_FRAME = 4096;
/** In bytes. */
const FRAME_HEADER = 8;
const MESSAGE_HEADER = 10;
const MAX_MESSAGE = 4 * 1024 * 1024;

/**
 * NRI's way of talking: ttrpc (unary calls of protocol buffers, github.com/containerd/ttrpc PROTOCOL.md) in both
 * directions, over one socket whose frames tell which direction they belong to.
 */
export class TtrpcConnection {
  private readonly received = new Map<number, Buffer>();
  private stream = 1;

  private constructor(
    private readonly socket: Socket,
    private readonly options: TtrpcOptions,
  ) {
    // serve() tells what goes wrong; an answer that comes too late for that goes nowhere.
    socket.on('error', () => {});
  }

  /** Connects. Rejects when nobody listens. */
  static async open(options: TtrpcOptions): Promise<TtrpcConnection> {
    const { path, signal } = options;
    const socket = connect({ path });
    const abort = () => socket.destroy();
    signal.addEventListener('abort', abort, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', abort));
    await once(socket, 'connect', { signal });
    return new TtrpcConnection(socket, options);
  }

  /**
   * Serves calls until the connection ends.
   *
   * @throws what the connection or an answer failed with
   */
  async serve(): Promise<void> {
    let pending = Buffer.alloc(0);
    for await (const chunk of this.socket) {
      pending = Buffer.concat([pending, chunk as Buffer]);
      for (;;) {
        const end = pending.length < FRAME_HEADER ? Number.POSITIVE_INFINITY : FRAME_HEADER + pending.readUInt32BE(4);
        if (pending.length < end) break;
        this.receive(pending.readUInt32BE(0), pending.subarray(FRAME_HEADER, end));
        pending = pending.subarray(end);
      }
    }
  }

  /** Calls a method of the other end. Its answer is of no interest: NRI's only one is empty. */
  call(service: string, method: string, payload: Buffer): void {
    const stream = this.stream;
    this.stream += 2; // who calls uses odd numbers
    this.send(BY_PLUGIN, stream, REQUEST, encode({ 1: service, 2: method, 3: payload }));
  }

  private receive(connection: number, bytes: Buffer): void {
    let pending = Buffer.concat([this.received.get(connection) ?? Buffer.alloc(0), bytes]);
    while (pending.length >= MESSAGE_HEADER) {
      const length = pending.readUInt32BE(0);
      if (length > MAX_MESSAGE) throw new RangeError(`a message of ${length} bytes came`);
      if (pending.length < MESSAGE_HEADER + length) break;
      const body = pending.subarray(MESSAGE_HEADER, MESSAGE_HEADER + length);
      if (connection === TO_PLUGIN && pending[8] === REQUEST) void this.answer(pending.readUInt32BE(4), body);
      pending = pending.subarray(MESSAGE_HEADER + length);
    }
    this.received.set(connection, pending);
  }

  private async answer(stream: number, body: Buffer): Promise<void> {
    try {
      const request = decode(body);
      const payload = request.get(3)?.at(-1);
      const call = { method: textOf(request, 2), payload: Buffer.isBuffer(payload) ? payload : Buffer.alloc(0) };
      this.send(TO_PLUGIN, stream, RESPONSE, encode({ 2: await this.options.serve(call) }));
    } catch (error) {
      this.socket.destroy(error as Error);
    }
  }

  private send(connection: number, stream: number, type: number, body: Buffer): void {
    const header = Buffer.alloc(MESSAGE_HEADER);
    header.writeUInt32BE(body.length, 0);
    header.writeUInt32BE(stream, 4);
    header[8] = type;
    const message = Buffer.concat([header, body]);
    for (let start = 0; start < message.length; start += LARGEST_FRAME) {
      const part = message.subarray(start, start + LARGEST_FRAME);
      const frame = Buffer.alloc(FRAME_HEADER);
      frame.writeUInt32BE(connection, 0);
      frame.writeUInt32BE(part.length, 4);
      this.socket.write(Buffer.concat([frame, part]));
    }
  }
}
