import type { ValidNode } from '../config/valid.js';
import { KindlingError } from '../errors.js';
import type { CreateContext } from './context.js';
import { API_SERVER_PORT } from './labels.js';
import { PHASES } from './phases.js';
import { Plan, type Step } from './plan.js';
import { type PreparedNode, prepareNodes } from './prepare-nodes.js';
import { announceWorkers } from './steps/announce-workers.js';
import { waitForClusterInfo } from './steps/cluster-info.js';
import { installCni } from './steps/cni.js';
import { forgetHosts } from './steps/hosts.js';
import { startKubeadmInit } from './steps/kubeadm-init.js';
import { kubeadmJoin } from './steps/kubeadm-join.js';
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
 * @param nodesOnly leave out everything of Kubernetes: the nodes run and are configured
 */
export function createPlan(context: CreateContext, wait: number, nodesOnly = false): Plan {
  const plan = new Plan();
  const first = firstControlPlane(context.cluster.nodes);
  const endpoint = `${first.name}:${API_SERVER_PORT}`;
  const prepared = prepareNodes(plan, context, endpoint, first);
  if (nodesOnly) return plan;
  const { control, others } = split(prepared, first.name);
  const init = initialise(plan, context, first.name, control);
  const bootstrapped = [
    init.done,
    ...furnish(plan, context, { first: first.name, endpoint, facts: control.facts, ...init }),
    ...join(plan, context, { first: first.name, control, others, ...init }),
  ];
  if (wait > 0) {
    const names = context.cluster.nodes.map(({ name }) => name);
    const needs = { bootstrapped: plan.all('bootstrapped', bootstrapped) };
    plan.step(WAIT_STEP, { phase: PHASES.wait(wait), needs }, async (_, signal) => {
      context.ready = await waitReady(context, first.name, names, wait, signal);
    });
  }
  return plan;
}

interface Init {
  apiServer: Step<void>;
  joinable: Step<void>;
  done: Step<void>;
}

/** `kubeadm init`, with a step for each of its stages that others wait for. */
function initialise(plan: Plan, context: CreateContext, name: string, { facts, ready }: PreparedNode): Init {
  const phase = PHASES.controlPlane;
  const init = plan.step('start kubeadm init', { phase, needs: { facts, ready } }, ({ facts }, signal) => ({
    running: startKubeadmInit(context, name, facts.kubernetesVersion, signal),
  }));
  const needs = { init };
  return {
    apiServer: plan.step('API server up', { phase, needs }, ({ init }) => init.running.apiServerUp),
    joinable: plan.step('nodes can join', { needs }, ({ init }) => init.running.joinable),
    done: plan.step('finish kubeadm init', { phase, needs }, ({ init }) => init.running.done),
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
    apiServer,
    joinable,
  }: Init & { first: string; endpoint: string; facts: PreparedNode['facts'] },
): Step<void>[] {
  const { nodes, networking } = context.cluster;
  const needs = { facts, apiServer };
  const steps = [
    plan.step('install storage', { phase: PHASES.storage, needs }, ({ facts }, signal) =>
      installStorage(context, first, facts.storageManifest, signal),
    ),
    plan.step('default ServiceAccount', { needs }, ({ facts }, signal) =>
      waitForServiceAccount(context, first, facts.kubernetesVersion, signal),
    ),
  ];
  if (!networking.disableDefaultCNI) {
    steps.push(
      plan.step('install CNI', { phase: PHASES.cni, needs }, ({ facts }, signal) =>
        installCni(context, first, facts.cniManifest, endpoint, signal),
      ),
    );
  }
  if (nodes.length === 1) {
    const options = { phase: PHASES.controlPlane, needs: { facts, joinable } };
    steps.push(
      plan.step('open the control plane to workloads', options, ({ facts }, signal) =>
        openControlPlane(context, first, facts.kubernetesVersion, signal),
      ),
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
  const { first, control, apiServer, joinable, others } = options;
  if (others.length === 0) return [];
  const { facts, peers } = control;
  const announced = plan.step('announce workers', { needs: { peers, apiServer } }, ({ peers }, signal) =>
    announceWorkers(context, first, peers, signal),
  );
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
