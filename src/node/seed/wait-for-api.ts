import { Agent, get } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_SERVER_PORT } from '../../config/names.js';

/** Milliseconds between two questions: each costs the API server next to nothing. */
const PAUSE = 50;

/**
 * What an API server does a second after its start: it makes sure that the roles and priorities that come with
 * Kubernetes are there. In a cluster from a seed they are.
 */
const SEEDED = ['poststarthook/rbac/bootstrap-roles', 'poststarthook/scheduling/bootstrap-system-priority-classes'];
const PATH = `/readyz?${SEEDED.map((check) => `exclude=${check}`).join('&')}`;

/**
 * Waits until this node's API server says that it is ready, but for what a seed has done already.
 *
 * @param ca the cluster's certificate authority, PEM
 * @param deadline milliseconds
 * @param port Default: kubeadm's
 * @throws {Error} with its last answer when it isn't by then
 */
export async function waitForApi(ca: string, deadline: number, port = API_SERVER_PORT): Promise<void> {
  // One connection for all questions: what costs time is to agree on its keys.
  const agent = new Agent({ ca, servername: 'kubernetes', keepAlive: true, maxSockets: 1 });
  try {
    const end = performance.now() + deadline;
    for (let last = ''; performance.now() < end; await sleep(PAUSE)) {
      last = await readyz(agent, port).catch((error: Error) => error.message);
      if (last === 'ok') return;
      if (performance.now() + PAUSE >= end) throw new Error(`the API server is not ready: ${last}`);
    }
  } finally {
    agent.destroy();
  }
}

async function readyz(agent: Agent, port: number): Promise<string> {
  return await new Promise((resolve, reject) => {
    const request = get({ agent, host: '127.0.0.1', port, path: PATH, timeout: 2_000 });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text.trim())).on('error', reject);
    });
  });
}
