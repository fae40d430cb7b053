import type { CreateContext } from './context.js';
import { PHASES } from './phases.js';
import type { Plan, Step } from './plan.js';
import type { PreparedNode } from './prepare-nodes.js';
import { usesSeed } from './seeded.js';
import { startKubeadmInit } from './steps/kubeadm-init.js';
import { startSeed } from './steps/seed-init.js';

/** The stages of the first control plane's start that others wait for. */
export interface Init {
  /** Whether the cluster is made from a seed: then the objects that others would make are there from the start. */
  seeded: Step<boolean>;
  credentials: Step<void>;
  apiServer: Step<void>;
  joinable: Step<void>;
  done: Step<void>;
}

/**
 * `kubeadm init` on the first control plane, or the start from its image's seed.
 *
 * @param endpoint `host:port` of the API server inside the cluster network
 */
export function initialise(
  plan: Plan,
  context: CreateContext,
  { facts, peers, proxies, ready }: PreparedNode,
  endpoint: string,
): Init {
  const phase = PHASES.controlPlane;
  const seeded = plan.step('choose the bootstrap', { needs: { first: facts, peers, proxies } }, (conditions) =>
    usesSeed(context, conditions),
  );
  const init = plan.step(
    'start the control plane',
    { phase, needs: { facts, peers, seeded, ready } },
    (inputs, signal) => {
      const { facts, peers, seeded } = inputs;
      return {
        running: seeded ? startSeed(context, facts, peers, endpoint, signal) : startKubeadmInit(context, facts, signal),
      };
    },
  );
  const needs = { init };
  return {
    seeded,
    credentials: plan.step('credentials written', { needs }, ({ init }) => init.running.credentials),
    apiServer: plan.step('API server up', { phase, needs }, ({ init }) => init.running.apiServerUp),
    joinable: plan.step('nodes can join', { needs }, ({ init }) => init.running.joinable),
    done: plan.step('finish the control plane', { phase, needs }, ({ init }) => init.running.done),
  };
}
