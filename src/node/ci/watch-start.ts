import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.js';
import type { Log } from '../log.js';
import { notReady } from './cluster/not-ready.js';
import type { ClusterObjects } from './cluster/objects.js';
import type { Milestone } from './http/milestone.js';

/** What is asked of the cluster while it starts. Each is asked again when it fails. */
export interface StartingCluster {
  /** Resolves when the container runtime answers. */
  runtime(): Promise<void>;
  /** Resolves when the API server answers. */
  apiServer(): Promise<void>;
  /** Starts what waits for the API server. */
  startFollowers(): void;
  objects(): Promise<ClusterObjects>;
}

export interface StartWatch {
  cluster: StartingCluster;
  /** When the container was started. */
  startedAt: Date;
  docker: Milestone;
  kubernetes: Milestone;
  log: Log;
  /** Milliseconds between two questions. Default: 200 */
  pause?: number;
}

/** Follows the start of the container's cluster until every pod is Ready, and knows what is missing meanwhile. */
export class StartWatcher {
  private missing: readonly string[] = ['the container runtime does not answer yet'];

  constructor(private readonly watch: StartWatch) {}

  /** What is missing, a line for each thing; `ready` at the end. */
  get status(): string {
    return this.watch.kubernetes.reachedAt === undefined ? this.missing.join('\n') : 'ready';
  }

  /** @returns when every pod is Ready; never when that does not come */
  async run(): Promise<void> {
    const { cluster, docker, kubernetes, log } = this.watch;
    const runtime = async () => {
      await this.insist('the container runtime does not answer yet', () => cluster.runtime());
      docker.reach();
      log('INFO', `the container runtime answers (${this.seconds()} s)`);
    };
    const apiServer = async () => {
      await this.insist('the API server does not answer yet', () => cluster.apiServer());
      log('INFO', `the API server answers (${this.seconds()} s)`);
    };
    await Promise.all([runtime(), apiServer()]);
    cluster.startFollowers();
    await this.insist('pods are not known yet', async () => {
      const missing = notReady(await cluster.objects(), this.watch.startedAt);
      if (missing.length > 0) throw new Missing(missing);
    });
    kubernetes.reach();
    log('INFO', `every pod is Ready (${this.seconds()} s)`);
  }

  /** Tries until it works. */
  private async insist(what: string, attempt: () => Promise<void>): Promise<void> {
    for (let last: string | undefined; ; ) {
      try {
        await attempt();
        return;
      } catch (error) {
        this.missing = error instanceof Missing ? error.lines : [`${what}: ${messageOf(error)}`];
        if (last !== this.status) this.watch.log('INFO', `not ready: ${this.missing.join('; ')}`);
        last = this.status;
        await sleep(this.watch.pause ?? 200);
      }
    }
  }

  private seconds(): string {
    return ((Date.now() - this.watch.startedAt.getTime()) / 1000).toFixed(1);
  }
}

class Missing extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('; '));
  }
}
