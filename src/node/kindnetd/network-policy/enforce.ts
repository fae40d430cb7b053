import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../log.js';
import type { ApiClient } from '../kube/client.js';
import type { KubeObject } from '../kube/types.js';
import { type WatchOptions, watchCollection } from '../kube/watch.js';
import { runPlugin } from '../nri/plugin.js';
import { Reconciler } from '../reconciler.js';
import type { Run } from '../run.js';
import { compile } from './compile.js';
import { LocalPods } from './local-pods.js';
import { type ClusterPod, clusterPod } from './pod.js';
import { networkPolicy, type Policy } from './policy.js';
import { REMOVAL, render, TABLE } from './render.js';
import type { Labels } from './selector.js';

export interface EnforceOptions {
  client: ApiClient;
  run: Run;
  /** Name of this node. */
  node: string;
  signal: AbortSignal;
  log: Log;
  /** How often the kernel's rules are written again, in case that others changed them, in ms. Default: 60 s. */
  interval?: number;
  /** The container runtime's socket for plugins. Default: NRI's own. */
  runtimeSocket?: string;
}

const POLICIES = '/apis/networking.k8s.io/v1/networkpolicies';
const INTERVAL = 60_000;
/** In ms; nft can hang. */
const TIMEOUT = 10_000;
/** Pause after the rules were written, in ms: in a burst of changes, several become one. */
const PAUSE = 30;
/** How long a pod may be kept from starting until its rules are there, in ms: the runtime waits for 2 s. */
const START_DEADLINE = 1500;

/**
 * Enforces network policies for the pods of this node. While there are none, nothing but policies is watched, and
 * the kernel has no rules. Returns when aborted; rules stay, and stay as they are while the API server is away.
 */
export async function enforcePolicies(options: EnforceOptions): Promise<void> {
  const enforcer = new Enforcer(options);
  const onChange = (policies: ReadonlyMap<string, Policy>) => enforcer.setPolicies([...policies.values()]);
  await watchCollection({ ...options, path: POLICIES, pick: networkPolicy, onChange });
}

class Enforcer {
  private policies: Policy[] | undefined;
  private pods: ReadonlyMap<string, ClusterPod> | undefined;
  /** What the container runtime tells of this node's pods, before the API server does. */
  private readonly localPods: LocalPods;
  private namespaces: ReadonlyMap<string, Labels> | undefined;
  /** Ends the watches of pods and namespaces; undefined while there are none. */
  private following: AbortController | undefined;
  /** What the kernel was given last, and when it gets it again without need. */
  private applied: string | undefined;
  private due = 0;
  private readonly reconciler: Reconciler;

  constructor(private readonly options: EnforceOptions) {
    this.localPods = new LocalPods(options.node);
    this.reconciler = new Reconciler({
      ...options,
      name: 'enforce network policies',
      // What kind's kindnetd does, too: without nftables there are no policies, but everything else.
      tries: Number.POSITIVE_INFINITY,
      giveUp: () => {},
      work: () => this.sync(),
    });
  }

  setPolicies(policies: Policy[]): void {
    this.policies = policies;
    if (policies.length > 0) this.follow();
    else this.unfollow();
    this.reconciler.request();
  }

  private follow(): void {
    if (this.following !== undefined) return;
    this.following = new AbortController();
    const { client, log } = this.options;
    const signal = AbortSignal.any([this.options.signal, this.following.signal]);
    const watch = <T>(path: string, pick: WatchOptions<T>['pick'], keep: (objects: ReadonlyMap<string, T>) => void) => {
      const onChange = (objects: ReadonlyMap<string, T>) => {
        keep(objects);
        this.reconciler.request();
      };
      void watchCollection({ client, log, signal, path, pick, onChange });
    };
    watch('/api/v1/pods', clusterPod, (pods) => {
      this.pods = pods;
    });
    watch('/api/v1/namespaces', namespaceLabels, (namespaces) => {
      this.namespaces = namespaces;
    });
    void runPlugin({
      signal,
      log,
      path: this.options.runtimeSocket,
      onPods: (pods) => {
        this.localPods.reset(pods);
        this.reconciler.request();
      },
      onStop: (pod) => this.localPods.stopped(pod),
      onStart: async (pod) => {
        this.localPods.started(pod);
        this.reconciler.request();
        await Promise.race([this.reconciler.idle(), delay(START_DEADLINE, undefined, { ref: false })]);
      },
    });
  }

  private unfollow(): void {
    this.following?.abort();
    this.following = undefined;
    this.pods = undefined;
    this.namespaces = undefined;
    this.localPods.reset([]);
  }

  private async sync(): Promise<void> {
    const wanted = this.wanted();
    if (wanted === undefined || (wanted === this.applied && performance.now() < this.due)) return;
    const { interval = INTERVAL, log } = this.options;
    const isolates = wanted !== '';
    this.due = performance.now() + interval / 2;
    if (isolates) await this.nft(wanted);
    else await this.remove();
    if (isolates && !this.applied) log('INFO', 'network policies isolate pods of this node');
    if (!isolates && this.applied) log('INFO', 'no pod of this node is isolated any more');
    this.applied = wanted;
    await delay(PAUSE);
  }

  /** Text for nft; empty: no rules. Undefined while not enough is known: whatever the kernel has is better. */
  private wanted(): string | undefined {
    const { policies, pods, namespaces } = this;
    if (policies?.length === 0) return '';
    if (policies === undefined || pods === undefined || namespaces === undefined) return undefined;
    const all = this.localPods.addTo([...pods.values()]);
    const ruleset = compile({ policies, pods: all, namespaces }, this.options.node);
    return ruleset.pods.length === 0 ? '' : render(ruleset);
  }

  /** Rules may be those of a kindnetd before this one. On kernels without nftables there are none. */
  private async remove(): Promise<void> {
    if (this.applied === '') return;
    const { run } = this.options;
    const { exitCode } = await run(['nft', 'list', 'table', ...TABLE.split(' ')], {
      okCodes: [0, 1],
      timeout: TIMEOUT,
    });
    if (exitCode === 0) await this.nft(REMOVAL);
  }

  private async nft(text: string): Promise<void> {
    await this.options.run(['nft', '-f', '-'], { stdin: text, timeout: TIMEOUT });
  }
}

function namespaceLabels({ metadata: { labels = {} } }: KubeObject): Labels {
  return labels;
}
