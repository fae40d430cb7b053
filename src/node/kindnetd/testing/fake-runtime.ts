import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { RuntimePod } from '../nri/plugin.js';
import { decode, encode, type Message, textOf } from '../nri/protobuf.js';

const HEADERS = 8 + 10;

/** A container runtime with NRI, as plugins see it: its socket, and what it tells them of pods. */
export class FakeRuntime {
  /** Of each plugin that registered, in order: its name, and the events it wants. */
  readonly plugins: { name: string; events: bigint }[] = [];
  private socket: Socket | undefined;
  private readonly answers = new Map<number, (payload: Buffer) => void>();
  private stream = 1;

  private constructor(
    readonly path: string,
    private readonly running: RuntimePod[],
  ) {}

  /** Starts one; it's stopped when the test ends. */
  static async start(t: TestContext, running: RuntimePod[] = []): Promise<FakeRuntime> {
    const directory = mkdtempSync(join(tmpdir(), 'kindling-nri-'));
    const runtime = new FakeRuntime(join(directory, 'nri.sock'), running);
    const server = createServer((socket) => runtime.accept(socket)).listen(runtime.path);
    await once(server, 'listening');
    t.after(() => {
      server.close();
      runtime.disconnect();
      rmSync(directory, { recursive: true });
    });
    return runtime;
  }

  /** Whether there is a plugin. */
  get isConnected(): boolean {
    return this.socket?.closed === false;
  }

  /** Ends the connection, as a runtime does that is restarted. */
  disconnect(): void {
    this.socket?.destroy();
  }

  /** Tells of a pod; resolves when the plugin has answered. */
  async tell(method: 'RunPodSandbox' | 'StopPodSandbox', pod: RuntimePod): Promise<void> {
    await this.call(method, encode({ 1: encodePod(pod) }));
  }

  private accept(socket: Socket): void {
    this.socket = socket;
    let pending = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= HEADERS && pending.length >= 8 + pending.readUInt32BE(4)) {
        const end = 8 + pending.readUInt32BE(4);
        const [connection, stream, body] = [
          pending.readUInt32BE(0),
          pending.readUInt32BE(12),
          pending.subarray(HEADERS, end),
        ];
        pending = pending.subarray(end);
        if (connection === 2) void this.register(decode(body));
        else this.answers.get(stream)?.(decode(body).get(2)?.[0] as Buffer);
      }
    });
  }

  private async register(request: Message): Promise<void> {
    const name = textOf(decode(request.get(3)?.[0] as Buffer), 1);
    const configured = decode(await this.call('Configure', encode({ 1: 'some: configuration', 2: 'fake' })));
    const [first, ...others] = this.running.map(encodePod);
    await this.call('Synchronize', encode({ 1: first, 3: 1 }));
    await this.call('Synchronize', Buffer.concat(others.map((pod) => encode({ 1: pod }))));
    this.plugins.push({ name, events: configured.get(2)?.[0] as bigint });
  }

  private call(method: string, payload: Buffer): Promise<Buffer> {
    const stream = this.stream;
    this.stream += 2;
    const body = encode({ 1: 'nri.pkg.api.v1alpha1.Plugin', 2: method, 3: payload });
    const message = Buffer.alloc(10);
    message.writeUInt32BE(body.length, 0);
    message.writeUInt32BE(stream, 4);
    message[8] = 1;
    // Frames end anywhere in a message.
    for (const part of [message.subarray(0, 3), Buffer.concat([message.subarray(3), body])]) {
      const frame = Buffer.alloc(8);
      frame.writeUInt32BE(1, 0);
      frame.writeUInt32BE(part.length, 4);
      this.socket?.write(Buffer.concat([frame, part]));
    }
    return new Promise((resolve) => this.answers.set(stream, resolve));
  }
}

function encodePod({ id, name, uid, namespace, labels, ips }: RuntimePod): Buffer {
  const entries = Object.entries(labels).map(([key, value]) => encode({ 5: encode({ 1: key, 2: value }) }));
  const own = encode({ 1: id, 2: name, 3: uid, 4: namespace, 9: 300 });
  return Buffer.concat([own, ...entries, ...ips.map((ip) => encode({ 10: ip }))]);
}
