import { rm } from 'node:fs/promises';
import { setTimeout as elapsed } from 'node:timers/promises';
import { DEFAULT_NODE_IMAGE } from '../src/config/defaults.js';
import { messageOf } from '../src/errors.js';
import { ApiClient } from '../test/support/api-client.js';
import { eventually, type Patience } from '../test/support/eventually.js';
import type { User } from '../test/support/kind.js';
import type { Bench } from './bench.js';
import { quiet } from './quiet.js';
import type { Side } from './sides.js';

/** All clusters of the benchmark have this name; there is one at a time. */
export const NAME = 'kindling-bench';

export interface Topology {
  controlPlanes: number;
  workers: number;
}

/** A cluster that `create cluster` has made. */
export interface BenchCluster {
  user: User;
  /** Names of the nodes, load balancers not among them. */
  nodes: string[];
  api: ApiClient;
  /** Of `performance.now()`, when the command was started. */
  began: number;
}

/**
 * Creates a cluster when the machine is quiet, and removes it whatever happens to it meanwhile.
 *
 * @param flags of `create cluster`, beyond name, image and configuration
 */
export async function withCluster<T>(
  bench: Bench,
  side: Side,
  topology: Topology,
  flags: readonly string[],
  use: (cluster: BenchCluster) => Promise<T>,
): Promise<T> {
  const { users, signal } = bench;
  const user = users[side];
  const command = ['create', 'cluster', '--name', NAME, '--image', DEFAULT_NODE_IMAGE, '--config', '-'];
  const remove = async () => {
    await removeClusters(users.ours, signal.aborted);
    await rm(user.kubeconfig, { force: true });
  };
  bench.busy.push(await quiet(signal));
  try {
    const began = performance.now();
    await user.mustKind([...command, ...flags, ...bench.flags[side]], { stdin: configuration(topology), signal });
    const api = await ApiClient.fromKubeconfig(user.kubeconfig);
    const used = await use({ user, nodes: nodeNames(topology), api, began });
    await remove();
    return used;
  } catch (error) {
    await remove().catch((failure) => bench.say(messageOf(failure)));
    throw error;
  }
}

/**
 * Deletes what there is of the benchmark's cluster.
 *
 * @param interrupted whether an engine may still be at what a command that was interrupted asked of it
 */
export async function removeClusters(user: User, interrupted: boolean): Promise<void> {
  // Docker 20.10 sometimes sees the end of a container too late, and says that it failed to remove it.
  const remove = () => eventually(() => user.mustKind(['delete', 'cluster', '--name', NAME]));
  await remove();
  if (!interrupted) return;
  await elapsed(3000);
  await remove();
}

/** Waits until all nodes of a cluster have registered and are Ready; returns seconds since `create` was started. */
export async function secondsToReady({ api, nodes, began }: BenchCluster, signal: AbortSignal): Promise<number> {
  await eventually(async () => {
    const { items } = await read<{ items: NodeObject[] }>(api, '/api/v1/nodes');
    const ready = items.filter(({ status }) =>
      status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
    );
    if (ready.length !== nodes.length) throw new Error(`${ready.length} of ${nodes.length} nodes are Ready`);
  }, measuring(signal));
  return (performance.now() - began) / 1000;
}

interface NodeObject {
  status: { conditions?: { type: string; status: string }[] };
}

/** How `eventually` waits for what is measured: it looks often, and for as long as anything may take. */
export function measuring(signal: AbortSignal): Patience {
  return { timeout: 300_000, interval: 50, signal };
}

/** An object of the API. @throws when there is none */
export async function read<T>(api: ApiClient, path: string): Promise<T> {
  const { status, body } = await api.send('GET', path);
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${body}`);
  return JSON.parse(body) as T;
}

function configuration({ controlPlanes, workers }: Topology): string {
  const roles = [...Array<string>(controlPlanes).fill('control-plane'), ...Array<string>(workers).fill('worker')];
  const nodes = roles.map((role) => `- role: ${role}\n`).join('');
  return `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n${nodes}`;
}

/** As kind names them: the first of each role has no number. */
function nodeNames({ controlPlanes, workers }: Topology): string[] {
  const of = (role: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${NAME}-${role}${index === 0 ? '' : index + 1}`);
  return [...of('control-plane', controlPlanes), ...of('worker', workers)];
}
