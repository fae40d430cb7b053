import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import type { Probe } from './lab.js';

/**
 * A program that stands in for a pod: answers on some ports, both by TCP and UDP, and tries on request whether
 * others answer. Its parent talks to it by messages; it ends with its parent.
 *
 * Arguments: ports to answer on.
 */
for (const port of process.argv.slice(2).map(Number)) {
  createServer((socket) => socket.end('here')).listen(port, '::');
  const udp = createSocket('udp6');
  udp.on('message', (message, { address, port: from }) => udp.send(message, from, address));
  udp.bind(port, '::');
}

process.on('message', async (probes: Probe[]) => {
  process.send?.(await Promise.all(probes.map((probe) => (probe.protocol === 'TCP' ? tryTcp(probe) : tryUdp(probe)))));
});
process.once('disconnect', () => process.exit());

function tryTcp({ to, port, patience }: Probe): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: to, port });
    const end = (answered: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answered);
    };
    const timer = setTimeout(end, patience, false);
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
  });
}

function tryUdp({ to, port, patience, localPort = 0 }: Probe): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(to.includes(':') ? 'udp6' : 'udp4');
    const end = (answered: boolean) => {
      clearTimeout(timer);
      socket.close();
      resolve(answered);
    };
    const timer = setTimeout(end, patience, false);
    socket.once('message', () => end(true));
    socket.on('error', () => {}); // of sending: nobody there, which is no answer
    socket.bind(localPort, () => socket.send('hello', port, to));
  });
}

process.send?.('ready');
