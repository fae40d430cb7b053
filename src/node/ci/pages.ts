import { type Credentials, kubeconfigFor } from './credentials.js';
import { apiHost, serverUrl } from './http/api-host.js';
import { DEFAULT_LIMITS } from './http/limits.js';
import { METRICS_TYPE, type Measured, metrics } from './http/metrics.js';
import type { Page, PageRequest, Pages } from './http/page.js';
import { waitTime } from './http/wait-time.js';

/** What is known of the cluster in this container. */
export interface Known extends Measured {
  staticIp: string;
  /** With its `v`. */
  kubernetesVersion: string;
  credentials: Credentials;
  /** The script that jobs can fetch from here. */
  waitForKind: string;
  /** What is not yet as it should be, for people. */
  status: () => string;
  /** Lets the API server's certificate be good for a host. */
  admit: (name: string) => Promise<void>;
}

/** Every page that the container serves on port 10080 (spec §10.1). */
export function readinessPages(known: Known): Pages {
  const { credentials, docker, kubernetes } = known;
  const pages: Record<string, (request: PageRequest) => Page | undefined | Promise<Page | undefined>> = {
    '/docker-ready': () => (docker.reachedAt ? { body: '' } : undefined),
    '/kubernetes-ready': () => (kubernetes.reachedAt ? { body: '' } : undefined),
    '/readyz': (request) => readyz(request, known),
    '/status': () => ({ body: `${known.status()}\n` }),
    '/config': (request) => config(request, known),
    '/ca.crt': () => ({ body: credentials.ca }),
    '/client.crt': () => ({ body: credentials.certificate }),
    '/client.key': () => ({ body: credentials.key }),
    '/kubernetes-version': () => ({ body: `${known.kubernetesVersion}\n` }),
    '/static-ip': () => ({ body: `${known.staticIp}\n` }),
    '/wait-for-kind': () => ({ body: known.waitForKind }),
    '/metrics': () => ({ type: METRICS_TYPE, body: metrics(known) }),
  };
  return new Map(Object.entries(pages));
}

async function readyz({ query, signal }: PageRequest, { kubernetes, status }: Known): Promise<Page> {
  // Those who wait must leave connections to those who only ask.
  const crowded = kubernetes.waiters >= DEFAULT_LIMITS.connections / 2;
  const asked = waitTime(query.get('wait'), DEFAULT_LIMITS.wait);
  const wait = crowded ? 0 : asked;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(wait))]);
  const ready = kubernetes.reachedAt !== undefined || (await kubernetes.wait(patience));
  return ready ? { body: 'ok\n' } : { status: 503, body: `not ready: ${status()}\n` };
}

async function config({ host, query }: PageRequest, known: Known): Promise<Page> {
  const api = apiHost(host, query.get('server'), known.staticIp);
  await known.admit(api.name);
  return { type: 'application/yaml', body: kubeconfigFor(serverUrl(api), known.credentials) };
}
