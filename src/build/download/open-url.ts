import { type ClientRequest, get as httpGet, type IncomingMessage, request } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { KindlingError, messageOf } from '../../errors.js';
import { type Environment, proxyOf } from './proxy-of.js';

export interface DownloadOptions {
  signal?: AbortSignal | undefined;
  /** Where proxies are named. Default: this process' environment. */
  env?: Environment;
  /** Milliseconds for everything. Default: 10 minutes. */
  timeout?: number;
}

const TEN_MINUTES = 600_000;
/** Milliseconds until a server has to have answered. */
const ANSWER_TIMEOUT = 30_000;
const REDIRECTS = 10;

/**
 * Asks for a URL and goes where it leads.
 *
 * @returns the body, to be read
 * @throws {KindlingError} BUILD_FAILED `error response from "<URL>": HTTP <code>`, or
 *   `error doing HTTP fetch of "<URL>": <why>` with a hint; CANCELLED
 */
export async function openUrl(url: string, options: DownloadOptions = {}): Promise<IncomingMessage> {
  const { env = process.env, timeout = TEN_MINUTES } = options;
  const limit = AbortSignal.timeout(timeout);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  try {
    let current = new URL(url);
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const response = await respond(current, env, signal);
      const { statusCode = 0, headers } = response;
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        response.destroy();
        current = new URL(headers.location, current);
        continue;
      }
      if (statusCode < 400) return response;
      response.destroy();
      throw new KindlingError('BUILD_FAILED', `error response from "${url}": HTTP ${statusCode}`);
    }
    throw new Error(`more than ${REDIRECTS} redirections`);
  } catch (error) {
    throw explained(error, url, options.signal);
  }
}

/** A small text at a URL. */
export async function textAt(url: string, options: DownloadOptions = {}): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of await openUrl(url, options)) chunks.push(chunk as Buffer);
  } catch (error) {
    throw explained(error, url, options.signal);
  }
  return Buffer.concat(chunks).toString();
}

/** What a download that broke off is told as. */
export function explained(error: unknown, url: string, signal: AbortSignal | undefined): unknown {
  if (error instanceof KindlingError) return error;
  if (signal?.aborted) return new KindlingError('CANCELLED', 'cancelled', { cause: error });
  const why = isTimeout(error) ? 'it takes too long' : reason(error);
  return new KindlingError('BUILD_FAILED', `error doing HTTP fetch of "${url}": ${why}`, {
    cause: error,
    hint: 'see whether this machine reaches that address: HTTPS_PROXY and NO_PROXY are respected; or build from Go modules, as in "kind build node-image v1.36.3"',
  });
}

/** Node.js tells of a signal of ours as its cause. */
function isTimeout(error: unknown): boolean {
  const chain = error instanceof Error ? [error, error.cause] : [];
  return chain.some((link) => link instanceof Error && link.name === 'TimeoutError');
}

/** Of several addresses that were tried in vain Node.js tells nothing but a code. */
function reason(error: unknown): string {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  return messageOf(first) || 'no connection';
}

async function respond(url: URL, env: Environment, signal: AbortSignal): Promise<IncomingMessage> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`unsupported protocol "${url.protocol}"`);
  const proxy = proxyOf(url, env);
  const headers = { 'user-agent': 'kindling' };
  if (url.protocol === 'http:') {
    if (proxy === undefined) return await answer(httpGet(url, { headers, signal }));
    const authorized = { ...headers, host: url.host, ...authorization(proxy) };
    const { hostname, port } = proxy;
    return await answer(httpGet({ hostname, port: port || 80, path: url.href, headers: authorized, signal }));
  }
  if (proxy === undefined) return await answer(httpsGet(url, { headers, signal }));
  const socket = await tunnel(proxy, url, signal);
  const createConnection = () => tlsConnect({ socket, servername: url.hostname });
  return await answer(httpsGet(url, { headers, signal, createConnection }));
}

async function answer(sent: ClientRequest): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => sent.destroy(new Error(`no answer within ${ANSWER_TIMEOUT / 1000} s`)),
      ANSWER_TIMEOUT,
    );
    sent.once('close', () => clearTimeout(timer));
    sent.once('error', reject);
    sent.once('response', (response) => {
      clearTimeout(timer);
      resolve(response);
    });
  });
}

/** A connection through a proxy (RFC 9110, CONNECT). */
async function tunnel(proxy: URL, url: URL, signal: AbortSignal): Promise<Socket> {
  const target = `${url.hostname}:${url.port || 443}`;
  const { hostname, port } = proxy;
  const headers = { host: target, ...authorization(proxy) };
  const sent = request({ hostname, port: port || 80, method: 'CONNECT', path: target, headers, signal });
  return await new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`the proxy ${proxy.host} answers with HTTP ${statusCode}`));
    });
    sent.end();
  });
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}
