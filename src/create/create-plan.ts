import type { ValidNode } from '../config/valid.js';
import { KindlingError } from '../errors.js';
import type { CreateContext } from './context.js';
import { API_SERVER_PORT } from './labels.js';
import { PHASES } from './phases.js';
import { Plan, type Step } from './plan.js';
import { type PreparedNode, prepareNodes } from './prepare-nodes.js';
import { usesSeed } from './seeded.js';
import { announceWorkers } from './steps/announce-workers.js';
import { waitForClusterInfo } from './steps/cluster-info.js';
import { installCni } from './steps/cni.js';
import { forgetHosts } from './steps/hosts.js';
import { startKubeadmInit } from './steps/kubeadm-init.js';
import { kubeadmJoin } from './steps/kubeadm-join.js';
import { startSeed } from './steps/seed-init.js';
import { waitForServiceAccount } from './steps/service-account.js';
import { openControlPlane } from './steps/single-node.js';
import { installStorage } from './steps/storage.js';
import { waitReady } from './steps/wait-ready.js';

/** Name of the step that `--wait` adds. */
export const WAIT_STEP = 'wait for nodes to be Ready';

/**
 * The plan that makes a cluster with kubeadm.
 *
 * @param wait milliseconds to wait for every node to be Ready; 0: don't
 */
export function createPlan(context: CreateContext, wait: number): Plan {
  const plan = new Plan();
  const first = firstControlPlane(context.cluster.nodes);
  const endpoint = `${first.name}:${API_SERVER_PORT}`;
  const { control, others } = split(prepareNodes(plan, context, endpoint, first), first.name);
  const init = initialise(plan, context, { endpoint, control });
  const bootstrapped = [
    init.done,
    ...furnish(plan, context, { first: first.name, endpoint, facts: control.facts, ...init }),
    ...join(plan, context, { first: first.name, control, others, ...init }),
  ];
  if (wait > 0) {
    const names = context.cluster.nodes.map(({ name }) => name);
    const needs = { bootstrapped: plan.all('bootstrapped', bootstrapped) };
    plan.step(WAIT_STEP, { phase: PHASES.wait(wait), needs }, (_, signal) =>
      waitReady(context, first.name, names, wait, signal),
    );
  }
  return plan;
}

interface Init {
  /** Whether the cluster is made from a seed: then what follows `kubeadm init` is there already. */
  seeded: Step<boolean>;
  apiServer: Step<void>;
  joinable: Step<void>;
  done: Step<void>;
}

/** `kubeadm init` or what stands for it, with a step for each of its stages that others wait for. */
function initialise(
  plan: Plan,
  context: CreateContext,
  { endpoint, control }: { endpoint: string; control: PreparedNode },
): Init {
  const phase = PHASES.controlPlane;
  const { facts, peers, ready } = control;
  const seeded = plan.step('choose the bootstrap', { needs: { facts, peers } }, ({ facts, peers }) =>
    usesSeed(context, facts, peers),
  );
  const init = plan.step('start the control plane', { phase, needs: { facts, seeded, ready } }, (inputs, signal) => {
    const start = inputs.seeded ? startSeed : startKubeadmInit;
    return { running: start(context, inputs.facts, endpoint, signal) };
  });
  const needs = { init };
  return {
    seeded,
    apiServer: plan.step('API server up', { phase, needs }, ({ init }) => init.running.apiServerUp),
    joinable: plan.step('nodes can join', { needs }, ({ init }) => init.running.joinable),
    done: plan.step('finish the control plane', { phase, needs }, ({ init }) => init.running.done),
  };
}

/** What a cluster has beyond Kubernetes itself, and what makes it usable. */
function furnish(
  plan: Plan,
  context: CreateContext,
  {
    first,
    endpoint,
    facts,
    seeded,
    apiServer,
    joinable,
  }: Init & { first: string; endpoint: string; facts: PreparedNode['facts'] },
): Step<void>[] {
  const { nodes, networking } = context.cluster;
  const needs = { facts, seeded, apiServer };
  const steps = [
    plan.step('install storage', { phase: PHASES.storage, needs }, async ({ facts, seeded }, signal) => {
      if (!seeded) await installStorage(context, first, facts.storageManifest, signal);
    }),
    plan.step('default ServiceAccount', { needs }, async ({ facts, seeded }, signal) => {
      if (!seeded) await waitForServiceAccount(context, first, facts.kubernetesVersion, signal);
    }),
  ];
  if (!networking.disableDefaultCNI) {
    steps.push(
      plan.step('install CNI', { phase: PHASES.cni, needs }, async ({ facts, seeded }, signal) => {
        if (!seeded) await installCni(context, first, facts.cniManifest, endpoint, signal);
      }),
    );
  }
  if (nodes.length === 1) {
    const options = { phase: PHASES.controlPlane, needs: { facts, seeded, joinable } };
    steps.push(
      plan.step('open the control plane to workloads', options, async ({ facts, seeded }, signal) => {
        if (!seeded) await openControlPlane(context, first, facts.kubernetesVersion, signal);
      }),
    );
  }
  return steps;
}

/** The other nodes become members, all at the same time. */
function join(
  plan: Plan,
  context: CreateContext,
  options: Init & { first: string; control: PreparedNode; others: [string, PreparedNode][] },
): Step<void>[] {
  const { first, control, seeded, apiServer, joinable, others } = options;
  if (others.length === 0) return [];
  const { facts, peers } = control;
  const announced = plan.step('announce workers', { needs: { peers, seeded, apiServer } }, async (inputs, signal) => {
    if (!inputs.seeded) await announceWorkers(context, first, inputs.peers, signal);
  });
  const signed = plan.step('sign cluster-info', { needs: { facts, joinable } }, ({ facts }, signal) =>
    waitForClusterInfo(context, first, facts.kubernetesVersion, signal),
  );
  return others.map(([name, { facts, ready }]) => {
    const options = { phase: PHASES.workers, needs: { facts, ready, announced, signed } };
    const joined = plan.step(`join ${name}`, options, ({ facts }, signal) =>
      kubeadmJoin(context, name, first, facts.kubernetesVersion, signal),
    );
    plan.step(`leave names to DNS on ${name}`, { needs: { facts, peers, joined } }, ({ facts, peers }, signal) =>
      forgetHosts(context, facts, peers, signal),
    );
    return joined;
  });
}

function split(
  nodes: ReadonlyMap<string, PreparedNode>,
  first: string,
): { control: PreparedNode; others: [string, PreparedNode][] } {
  const control = nodes.get(first);
  if (!control) throw new KindlingError('INTERNAL', 'the first control plane is not in the plan');
  return { control, others: [...nodes].filter(([name]) => name !== first) };
}

/**
 * The node that the cluster is initialised on.
 *
 * @throws {KindlingError} CONFIG_INVALID when there are several control planes
 */
export function firstControlPlane(nodes: readonly ValidNode[]): ValidNode {
  const controlPlanes = nodes.filter(({ role }) => role === 'control-plane');
  const [first] = controlPlanes;
  if (first === undefined || controlPlanes.length > 1) {
    throw new KindlingError('CONFIG_INVALID', 'several control planes are not supported yet', {
      hint: 'keep one node with the role control-plane',
    });
  }
  return first;
}
