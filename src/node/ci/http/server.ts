import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { messageOf } from '../../../errors.js';
import type { Log } from '../../log.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { BadRequest, type Page, type Pages } from './page.js';
import type { RequestCounter } from './request-counter.js';

export interface ReadinessServerOptions {
  pages: Pages;
  /** Why a page may not be there yet, for people. */
  status: () => string;
  counter: RequestCounter;
  log: Log;
  /** Default: DEFAULT_LIMITS. */
  limits?: Limits;
}

const PLAIN = 'text/plain; charset=utf-8';

/**
 * The HTTP server that tells of a cluster's readiness (spec §10.1): GET and HEAD of a fixed list of paths, 404 until
 * what a path stands for is true. Whoever reaches the port may ask, so no client can make it read a file, hold on to
 * memory or connections for long, or end it.
 *
 * @returns the server; it is yet to listen
 */
export function readinessServer(options: ReadinessServerOptions): Server {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const server = createServer(
    {
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      connectionsCheckingInterval: Math.min(1_000, limits.headers),
      keepAliveTimeout: limits.idle,
      maxHeaderSize: limits.headerSize,
    },
    (request, response) => {
      void answer(request, response, options);
    },
  );
  server.maxConnections = limits.connections;
  // Clients may say that they have nothing more to ask (nc does), and still want their answers.
  (server as Server & { httpAllowHalfOpen: boolean }).httpAllowHalfOpen = true;
  server.setTimeout(limits.idle);
  server.on('clientError', (error, socket) => refuse(error, socket as Socket, options.counter));
  // These would wait for an answer that never comes.
  for (const event of ['connect', 'upgrade'] as const) server.on(event, (_, socket) => socket.destroy());
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ReadinessServerOptions,
): Promise<void> {
  const { status = 200, type = PLAIN, body } = await pageFor(request, response, options);
  options.counter.count(status);
  if (response.destroyed) return;
  const content = Buffer.from(body);
  response.writeHead(status, {
    'content-type': type,
    'content-length': content.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 && { allow: 'GET, HEAD' }),
    // What a request brings along is not read.
    ...(hasBody(request) && { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : content);
}

async function pageFor(
  request: IncomingMessage,
  response: ServerResponse,
  { pages, status, log, limits = DEFAULT_LIMITS }: ReadinessServerOptions,
): Promise<Page> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, body: 'only GET and HEAD are answered\n' };
  }
  const [path = '', ...query] = (request.url ?? '').split('?');
  const source = pages.get(path);
  if (source === undefined) {
    return { status: 404, body: `there is no such page; there are:\n${[...pages.keys()].join('\n')}\n` };
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  // An answer may be waited for longer than a connection may be idle.
  request.socket.setTimeout(0);
  try {
    const page = await source({
      host: request.headers.host,
      query: new URLSearchParams(query.join('?')),
      signal: gone.signal,
    });
    return page ?? { status: 404, body: `not yet: ${status()}\n` };
  } catch (error) {
    if (error instanceof BadRequest) return { status: 400, body: `${error.message}\n` };
    log('ERROR', `${path}: ${messageOf(error)}`);
    return { status: 500, body: 'this page could not be made; the log of kind-ci.service tells why\n' };
  } finally {
    request.socket.setTimeout(limits.idle);
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Answers what is no HTTP request, or one that takes too much or too long. */
function refuse(error: NodeJS.ErrnoException, socket: Socket, counter: RequestCounter): void {
  const status = STATUS[error.code ?? ''] ?? '400 Bad Request';
  counter.count(Number.parseInt(status, 10));
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

const STATUS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};
