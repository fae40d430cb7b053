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
import { joinFromSeed, takeWorkerStarts } from './steps/seed-join.js';

export interface Joining extends Init {
  /** The node that the cluster is initialised on. */
  control: PreparedNode;
  others: readonly PreparedNode[];
}

/**
 * The other nodes become members: workers all at the same time, control planes each as soon as the one before it
 * leaves etcd able to take another member.
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
  return [...joinControlPlanes(plan, context, joining, invited), ...joinWorkers(plan, context, joining, invited)];
}

/** Workers start from the seed as soon as their certificates are made; without one kubeadm joins them. */
function joinWorkers(
  plan: Plan,
  context: CreateContext,
  { control, others, seeded, credentials }: Joining,
  invited: Step<unknown>,
): Step<void>[] {
  const workers = others.filter(({ node }) => node.role === 'worker');
  if (workers.length === 0) return [];
  const phase = PHASES.workers;
  const first = control.node.name;
  const needs = { facts: control.facts, peers: control.peers, seeded, credentials };
  const starts = plan.step('take what workers start from', { needs }, async ({ facts, peers, seeded }, signal) =>
    seeded ? await takeWorkerStarts(context, facts, peers, signal) : new Map<string, string>(),
  );
  return workers.map((worker) => {
    const { node, facts, ready } = worker;
    const fromSeed = plan.step(
      `start ${node.name} from the seed`,
      { phase, needs: { starts, ready } },
      async ({ starts }, signal) => {
        const start = starts.get(node.name);
        if (start !== undefined) await joinFromSeed(context, node.name, start, signal);
        return start !== undefined;
      },
    );
    const options = { phase, needs: { facts, ready, invited, fromSeed } };
    const joined = plan.step(`join ${node.name}`, options, async ({ facts, fromSeed }, signal) => {
      if (!fromSeed) await startKubeadmJoin(context, node.name, first, facts.kubernetesVersion, signal).done;
    });
    if (namesInHosts(context.cluster)) leaveNamesToDns(plan, context, worker, joined);
    return joined;
  });
}

function joinControlPlanes(
  plan: Plan,
  context: CreateContext,
  { control, others, credentials }: Joining,
  invited: Step<unknown>,
): Step<void>[] {
  if (!needsLoadBalancer(context.cluster.nodes)) return [];
  const phase = PHASES.controlPlanes;
  const first = control.node.name;
  const shared = plan.step('read credentials', { needs: { credentials } }, (_, signal) =>
    readCredentials(context, first, signal),
  );
  const joined: Step<void>[] = [];
  let turn: Step<unknown> = invited;
  for (const member of others.filter(({ node }) => node.role === 'control-plane')) {
    const { name } = member.node;
    const needs = { shared, ready: member.ready };
    const written = plan.step(`write credentials to ${name}`, { phase, needs }, ({ shared }, signal) =>
      writeCredentials(context, name, shared, signal),
    );
    const needed = plan.all(`turn of ${name}`, [turn, written]);
    const { next, done } = joinControlPlane(plan, context, { member, first, needed });
    turn = next;
    joined.push(done);
  }
  const all = plan.all('control planes joined', joined);
  return [
    ...joined,
    plan.step('name the members of etcd', { phase, needs: { all } }, (_, signal) =>
      nameEtcdMembers(context, first, signal),
    ),
  ];
}

/** `kubeadm join` of a control plane, with a step for each of its stages that others wait for. */
function joinControlPlane(
  plan: Plan,
  context: CreateContext,
  { member, first, needed }: { member: PreparedNode; first: string; needed: Step<unknown> },
): { next: Step<void>; done: Step<void> } {
  const { node, facts, ready } = member;
  const phase = PHASES.controlPlanes;
  const needs = { facts, ready, needed };
  const start = plan.step(`start to join ${node.name}`, { phase, needs }, ({ facts }, signal) => ({
    running: startKubeadmJoin(context, node.name, first, facts.kubernetesVersion, signal),
  }));
  return {
    next: plan.step(
      `after ${node.name} another may join`,
      { needs: { start } },
      ({ start }) => start.running.nextMayJoin,
    ),
    done: plan.step(`join ${node.name}`, { phase, needs: { start } }, ({ start }) => start.running.done),
  };
}

function leaveNamesToDns(plan: Plan, context: CreateContext, { node, facts, peers }: PreparedNode, joined: Step<void>) {
  plan.step(`leave names to DNS on ${node.name}`, { needs: { facts, peers, joined } }, ({ facts, peers }, signal) =>
    forgetHosts(context, facts, peers, signal),
  );
}
