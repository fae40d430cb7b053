import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import type { Probe } from './lab.js';

/**
 * A program that stands in for a pod: on some ports it tells who asks, both by TCP and UDP, and on request it asks
 * others. Its parent talks to it by messages; it ends with its parent.
 *
 * Arguments: ports to answer on.
 */
for (const port of process.argv.slice(2).map(Number)) {
  createServer((socket) => socket.end(String(socket.remoteAddress))).listen(port, '::');
  const udp = createSocket('udp6');
  udp.on('message', (_, { address, port: from }) => udp.send(address, from, address));
  udp.bind(port, '::');
}

process.on('message', async (probes: Probe[]) => {
  process.send?.(await Promise.all(probes.map((probe) => (probe.protocol === 'TCP' ? tryTcp(probe) : tryUdp(probe)))));
});
process.once('disconnect', () => process.exit());

function tryTcp({ to, port, patience }: Probe): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: to, port });
    const end = (answer?: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(end, patience);
    socket.once('data', (data) => end(String(data)));
    socket.once('error', () => end());
  });
}

function tryUdp({ to, port, patience, localPort = 0 }: Probe): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(to.includes(':') ? 'udp6' : 'udp4');
    const end = (answer?: string) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(end, patience);
    socket.once('message', (data) => end(String(data)));
    socket.on('error', () => {}); // of sending: nobody there, which is no answer
    socket.bind(localPort, () => socket.send('hello', port, to));
  });
}

process.send?.('ready');
