import { needsLoadBalancer } from '../config/names.js';
import type { CreateContext } from './context.js';
import type { Init } from './initialise.js';
import { PHASES } from './phases.js';
import type { Plan, Step } from './plan.js';
import type { PreparedNode } from './prepare-nodes.js';
import { announceNodes } from './steps/announce-nodes.js';
import { waitForClusterInfo } from './steps/cluster-info.js';
import { readCredentials, writeCredentials } from './steps/credentials.js';
import { nameEtcdMembers } from './steps/etcd-names.js';
import { forgetHosts, namesInHosts } from './steps/hosts.js';
import { startKubeadmJoin } from './steps/kubeadm-join.js';
import { joinFromSeed, takeNodeStarts } from './steps/seed-join.js';

export interface Joining extends Init {
  /** The node that the cluster is initialised on. */
  control: PreparedNode;
  others: readonly PreparedNode[];
}

/** A node that joins, and whether it has done so from the seed; then kubeadm does not join it. */
interface Joiner extends PreparedNode {
  fromSeed: Step<boolean>;
}

/**
 * The other nodes become members: from the seed as soon as their files are made, all at the same time. Those that cannot
 * are joined by kubeadm: workers all at the same time, control planes each as soon as the one before it leaves etcd able
 * to take another member.
 *
 * @returns the last steps
 */
export function joinNodes(plan: Plan, context: CreateContext, joining: Joining): Step<void>[] {
  const { control, others, seeded, apiServer, joinable } = joining;
  if (others.length === 0) return [];
  const { facts, peers } = control;
  const first = control.node.name;
  const announced = plan.step('announce nodes', { needs: { peers, seeded, apiServer } }, async (inputs, signal) => {
    if (!inputs.seeded) await announceNodes(context, first, inputs.peers, signal);
  });
  const signed = plan.step('sign cluster-info', { needs: { facts, seeded, joinable } }, async (inputs, signal) => {
    if (!inputs.seeded) await waitForClusterInfo(context, first, inputs.facts.kubernetesVersion, signal);
  });
  const invited = plan.all('nodes are expected', [announced, signed]);
  const joiners = startFromSeed(plan, context, joining);
  const having = (role: string) => joiners.filter(({ node }) => node.role === role);
  return [
    ...joinControlPlanes(plan, context, { ...joining, joiners: having('control-plane'), invited }),
    ...having('worker').map((worker) => joinWorker(plan, context, { worker, first, invited })),
  ];
}

/** Nodes start from the seed as soon as their keys and certificates are made. */
function startFromSeed(
  plan: Plan,
  context: CreateContext,
  { control, others, seeded, credentials }: Joining,
): Joiner[] {
  const needs = { facts: control.facts, peers: control.peers, seeded, credentials };
  const starts = plan.step('take what nodes start from', { needs }, async ({ facts, peers, seeded }, signal) =>
    seeded ? await takeNodeStarts(context, facts, peers, signal) : new Map<string, string>(),
  );
  return others.map((other) => {
    const { node, ready } = other;
    const phase = node.role === 'worker' ? PHASES.workers : PHASES.controlPlanes;
    const options = { phase, needs: { starts, ready } };
    const fromSeed = plan.step(`start ${node.name} from the seed`, options, async ({ starts }, signal) => {
      const start = starts.get(node.name);
      if (start !== undefined) await joinFromSeed(context, node.name, start, signal);
      return start !== undefined;
    });
    return { ...other, fromSeed };
  });
}

function joinWorker(
  plan: Plan,
  context: CreateContext,
  { worker, first, invited }: { worker: Joiner; first: string; invited: Step<unknown> },
): Step<void> {
  const { node, facts, ready, fromSeed } = worker;
  const options = { phase: PHASES.workers, needs: { facts, ready, invited, fromSeed } };
  const joined = plan.step(`join ${node.name}`, options, async ({ facts, fromSeed }, signal) => {
    if (!fromSeed) await startKubeadmJoin(context, node.name, first, facts.kubernetesVersion, signal).done;
  });
  if (namesInHosts(context.cluster)) leaveNamesToDns(plan, context, worker, joined);
  return joined;
}

function joinControlPlanes(
  plan: Plan,
  context: CreateContext,
  { control, credentials, joiners, invited }: Joining & { joiners: readonly Joiner[]; invited: Step<unknown> },
): Step<void>[] {
  if (!needsLoadBalancer(context.cluster.nodes)) return [];
  const phase = PHASES.controlPlanes;
  const first = control.node.name;
  const seeded = plan.all(
    'control planes from the seed',
    joiners.map(({ fromSeed }) => fromSeed),
  );
  const shared = plan.step('read credentials', { needs: { credentials, seeded } }, async ({ seeded }, signal) =>
    seeded.every(Boolean) ? [] : await readCredentials(context, first, signal),
  );
  const joined: Step<void>[] = [];
  // etcd takes no more members until those that it begins with are there.
  let turn: Step<unknown> = plan.all('control planes are expected', [invited, seeded]);
  for (const member of joiners) {
    const { name } = member.node;
    const needs = { shared, ready: member.ready, fromSeed: member.fromSeed };
    const written = plan.step(`write credentials to ${name}`, { phase, needs }, async (inputs, signal) => {
      if (!inputs.fromSeed) await writeCredentials(context, name, inputs.shared, signal);
    });
    const needed = plan.all(`turn of ${name}`, [turn, written]);
    const { next, done } = joinControlPlane(plan, context, { member, first, needed });
    turn = next;
    joined.push(done);
  }
  const all = plan.all('control planes joined', joined);
  return [
    ...joined,
    plan.step('name the members of etcd', { phase, needs: { all, seeded } }, async ({ seeded }, signal) => {
      if (!seeded.every(Boolean)) await nameEtcdMembers(context, first, signal);
    }),
  ];
}

/** `kubeadm join` of a control plane, with a step for each of its stages that others wait for. */
function joinControlPlane(
  plan: Plan,
  context: CreateContext,
  { member, first, needed }: { member: Joiner; first: string; needed: Step<unknown> },
): { next: Step<void>; done: Step<void> } {
  const { node, facts, ready, fromSeed } = member;
  const phase = PHASES.controlPlanes;
  const needs = { facts, ready, needed, fromSeed };
  const start = plan.step(`start to join ${node.name}`, { phase, needs }, ({ facts, fromSeed }, signal) => ({
    running: fromSeed ? undefined : startKubeadmJoin(context, node.name, first, facts.kubernetesVersion, signal),
  }));
  return {
    next: plan.step(
      `after ${node.name} another may join`,
      { needs: { start } },
      ({ start }) => start.running?.nextMayJoin,
    ),
    done: plan.step(`join ${node.name}`, { phase, needs: { start } }, ({ start }) => start.running?.done),
  };
}

function leaveNamesToDns(plan: Plan, context: CreateContext, { node, facts, peers }: PreparedNode, joined: Step<void>) {
  plan.step(`leave names to DNS on ${node.name}`, { needs: { facts, peers, joined } }, ({ facts, peers }, signal) =>
    forgetHosts(context, facts, peers, signal),
  );
}
