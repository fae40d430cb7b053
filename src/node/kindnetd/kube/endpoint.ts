import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface Endpoint {
  host: string;
  port: number;
}

/** How long a connection may take, in ms. */
const PROBE_TIMEOUT = 1000;
const ATTEMPTS = 5;

/** Whether a TCP connection can be made. Never rejects. */
export function reachable({ host, port }: Endpoint, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (result: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      socket.destroy();
      resolve(result);
    };
    const cancel = () => settle(false);
    const timer = setTimeout(cancel, PROBE_TIMEOUT);
    signal.addEventListener('abort', cancel, { once: true });
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

/**
 * Where to reach the API server: at the preferred endpoint, which works without kube-proxy, when it can be reached;
 * else at the Service address. Tried up to five times, with pauses of 0 to 4 s (spec §5.1).
 *
 * @param attempts Default: 5
 */
export async function chooseEndpoint(
  preferred: Endpoint | undefined,
  service: Endpoint,
  signal: AbortSignal,
  attempts: number = ATTEMPTS,
): Promise<Endpoint> {
  if (preferred === undefined) return service;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await delay(attempt * 1000, undefined, { signal });
    if (await reachable(preferred, signal)) return preferred;
  }
  return service;
}
