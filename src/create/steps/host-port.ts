import { createServer } from 'node:net';
import { KindlingError } from '../../errors.js';

/**
 * Picks TCP ports that are free on this host now. They are held until all are picked, so that no two are equal, and
 * released before the promise resolves.
 *
 * @param addresses the address of each port, e.g. `127.0.0.1`
 * @returns a port for each address
 * @throws {KindlingError} PORT_TAKEN when the host gives none, also for an address that is not of this host
 */
export async function pickFreePorts(addresses: readonly string[]): Promise<number[]> {
  const held = await Promise.all(addresses.map(hold));
  await Promise.all(held.map(({ release }) => release()));
  return held.map(({ port }) => port);
}

async function hold(address: string): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: address, exclusive: true }, resolve);
  }).catch((cause) => {
    throw new KindlingError(
      'PORT_TAKEN',
      `failed to get random host port for port mapping: listen on ${address}: ${cause.message}`,
      { cause, hint: 'set the listen address to one of this host' },
    );
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  return { port, release: () => new Promise((resolve) => server.close(() => resolve())) };
}
