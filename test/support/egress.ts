import { createServer } from 'node:http';

/** A server on this machine, outside every cluster and on every IP family, that answers with who asked. */
export async function whoAsks(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    response.end(`${request.socket.remoteAddress?.replace('::ffff:', '')}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
