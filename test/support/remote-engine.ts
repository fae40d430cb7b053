import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { EngineName } from '../../src/engine/engine.js';
import { podmanEnvironment } from '../../src/engine/podman/environment.js';
import { eventually } from './eventually.js';

/** An engine of this machine behind a TCP address, as if it were on another one. */
export interface RemoteEngine {
  /** Such as `tcp://127.0.0.1:2375`. */
  address: string;
  /** Connections so far. */
  connections(): number;
  stop(): Promise<void>;
}

/** Makes an engine of this machine answer at a TCP address of its loopback interface. */
export async function remoteEngine(engine: EngineName): Promise<RemoteEngine> {
  if (engine === 'docker') return await forward('/var/run/docker.sock');
  const service = spawn('podman', ['system', 'service', '--time=0', 'unix:///run/kindling-e2e-podman.sock'], {
    env: { ...process.env, ...podmanEnvironment(process.env) },
    stdio: 'ignore',
  });
  const forwarding = await forward('/run/kindling-e2e-podman.sock');
  await eventually(() => reach('/run/kindling-e2e-podman.sock'), { timeout: 10_000 });
  return {
    ...forwarding,
    stop: async () => {
      await forwarding.stop();
      await end(service);
    },
  };
}

async function forward(socketPath: string): Promise<RemoteEngine> {
  const open = new Set<Socket>();
  let count = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    count++;
    const target = connect({ path: socketPath, allowHalfOpen: true });
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.once('close', () => open.delete(from));
      from.once('error', () => to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  return {
    address: `tcp://127.0.0.1:${port}`,
    connections: () => count,
    stop: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function reach(socketPath: string): Promise<void> {
  const socket = connect(socketPath);
  await once(socket, 'connect');
  socket.destroy();
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'close');
  child.kill();
  await ended;
}
