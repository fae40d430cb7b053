import type { CreateContext } from './context.js';
import { PHASES } from './phases.js';
import type { Plan, Step } from './plan.js';
import type { PreparedNode } from './prepare-nodes.js';
import { startKubeadmInit } from './steps/kubeadm-init.js';

/** The stages of `kubeadm init` that others wait for. */
export interface Init {
  credentials: Step<void>;
  apiServer: Step<void>;
  joinable: Step<void>;
  done: Step<void>;
}

/** `kubeadm init` on the first control plane. */
export function initialise(plan: Plan, context: CreateContext, { node, facts, ready }: PreparedNode): Init {
  const phase = PHASES.controlPlane;
  const init = plan.step('start kubeadm init', { phase, needs: { facts, ready } }, ({ facts }, signal) => ({
    running: startKubeadmInit(context, node.name, facts.kubernetesVersion, signal),
  }));
  const needs = { init };
  return {
    credentials: plan.step('credentials written', { needs }, ({ init }) => init.running.credentials),
    apiServer: plan.step('API server up', { phase, needs }, ({ init }) => init.running.apiServerUp),
    joinable: plan.step('nodes can join', { needs }, ({ init }) => init.running.joinable),
    done: plan.step('finish kubeadm init', { phase, needs }, ({ init }) => init.running.done),
  };
}
