import { Agent } from 'node:https';
import { API_SERVER_PORT } from '../../../config/names.js';
import { ask } from '../../seed/ask-api.js';
import type { Credentials } from '../credentials.js';
import type { ClusterObjects } from './objects.js';

/** Milliseconds for the API server to begin its answer. */
const ANSWER_DEADLINE = 5_000;

/** Where the kinds of objects are listed. */
const LISTS: Readonly<Record<keyof ClusterObjects, string>> = {
  nodes: '/api/v1/nodes',
  pods: '/api/v1/pods',
  deployments: '/apis/apps/v1/deployments',
  statefulSets: '/apis/apps/v1/statefulsets',
  daemonSets: '/apis/apps/v1/daemonsets',
};

/** Reads from the API server of this container, with the administrator's rights, on one connection. */
export class AdminApi {
  private readonly agent: Agent;

  /** @param port Default: kubeadm's */
  constructor(
    { ca, certificate, key }: Credentials,
    private readonly port = API_SERVER_PORT,
  ) {
    this.agent = new Agent({ ca, cert: certificate, key, servername: 'kubernetes', keepAlive: true, maxSockets: 1 });
  }

  /**
   * Everything that the cluster's readiness is read from.
   *
   * @throws {Error} when the API server does not answer, or not with a list
   */
  async objects(): Promise<ClusterObjects> {
    const lists = Object.entries(LISTS).map(async ([kind, path]) => [kind, await this.list(path)] as const);
    return Object.fromEntries(await Promise.all(lists)) as unknown as ClusterObjects;
  }

  close(): void {
    this.agent.destroy();
  }

  private async list(path: string): Promise<unknown[]> {
    const { status, text } = await ask(this.agent, { host: '127.0.0.1', port: this.port, path }, ANSWER_DEADLINE);
    if (status !== 200) throw new Error(`GET ${path}: the API server answered ${status}`);
    const { items } = JSON.parse(text) as { items?: unknown };
    if (!Array.isArray(items)) throw new Error(`GET ${path}: the API server's answer is no list`);
    return items;
  }
}
