import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';

/** A proxy on this machine that notes what it is asked for, and gives nothing. */
export interface NotingProxy {
  /** As containers reach it: `http://<address of this host>:<port>`. */
  url: string;
  /** `host:port` or URL of each request, in order. */
  asked: string[];
  close(): Promise<void>;
}

export async function notingProxy(): Promise<NotingProxy> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(502).end();
  });
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://${ownAddress()}:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** An IPv4 address of this host that is not its loopback. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const own = all.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (own === undefined) throw new Error('this host has no IPv4 address but its loopback');
  return own.address;
}
