import { controlPlaneEndpoint } from '../config/names.js';
import { KindlingError } from '../errors.js';
import type { CreateContext } from './context.js';
import { type Init, initialise } from './initialise.js';
import { joinNodes } from './join-nodes.js';
import { PHASES } from './phases.js';
import { Plan, type Step } from './plan.js';
import { type PreparedNode, prepareNodes } from './prepare-nodes.js';
import { installCni } from './steps/cni.js';
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
  const { cluster } = context;
  const endpoint = controlPlaneEndpoint(cluster);
  const firstNode = cluster.nodes.find(({ role }) => role === 'control-plane');
  if (!firstNode) throw new KindlingError('INTERNAL', 'a valid cluster has a control plane');
  const first = firstNode.name;
  const prepared = prepareNodes(plan, context, endpoint, firstNode);
  if (nodesOnly) return plan;
  const control = prepared.find(({ node }) => node === firstNode) as PreparedNode;
  const others = prepared.filter((other) => other !== control);
  const init = initialise(plan, context, control, endpoint);
  const bootstrapped = [
    init.done,
    ...furnish(plan, context, { first, endpoint, facts: control.facts, ...init }),
    ...joinNodes(plan, context, { control, others, ...init }),
  ];
  if (wait > 0) {
    const names = cluster.nodes.map(({ name }) => name);
    const needs = { bootstrapped: plan.all('bootstrapped', bootstrapped) };
    plan.step(WAIT_STEP, { phase: PHASES.wait(wait), needs }, async (_, signal) => {
      context.ready = await waitReady(context, first, names, wait, signal);
    });
  }
  return plan;
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
