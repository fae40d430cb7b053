import type { ValidCluster, ValidNode } from '../config/valid.js';
import { proxyEnvironment } from '../engine/proxy.js';
import { KindlingError } from '../errors.js';
import type { CreateContext } from './context.js';
import { API_SERVER_PORT } from './labels.js';
import { distinctImages, PHASES } from './phases.js';
import { Plan, type Step } from './plan.js';
import { waitForBoot } from './steps/boot.js';
import { waitForClusterInfo } from './steps/cluster-info.js';
import { installCni } from './steps/cni.js';
import { configureNode } from './steps/configure.js';
import { ensureImage } from './steps/image.js';
import { startKubeadmInit } from './steps/kubeadm-init.js';
import { kubeadmJoin } from './steps/kubeadm-join.js';
import { type NodeFacts, readNodeFacts } from './steps/node-facts.js';
import { runNode } from './steps/run-node.js';
import { waitForServiceAccount } from './steps/service-account.js';
import { openControlPlane } from './steps/single-node.js';
import { installStorage } from './steps/storage.js';
import { waitReady } from './steps/wait-ready.js';

/**
 * The plan that makes a cluster with kubeadm.
 *
 * @param wait milliseconds to wait for every node to be Ready; 0: don't
 */
export function createPlan(context: CreateContext, wait: number): Plan {
  const { cluster } = context;
  const plan = new Plan();
  const first = firstControlPlane(cluster.nodes);
  const endpoint = `${first.name}:${API_SERVER_PORT}`;
  const nodes = prepareNodes(plan, context, endpoint, first);

  const control = nodes.get(first.name);
  if (!control) throw new KindlingError('INTERNAL', 'the first control plane is not in the plan');
  const { facts } = control;
  const init = plan.step(
    'start kubeadm init',
    { phase: PHASES.controlPlane, needs: { facts, ready: control.ready } },
    ({ facts }, signal) => ({ running: startKubeadmInit(context, first.name, facts.kubernetesVersion, signal) }),
  );
  const apiServer = plan.step(
    'API server up',
    { phase: PHASES.controlPlane, needs: { init } },
    ({ init }) => init.running.apiServerUp,
  );
  const joinable = plan.step('nodes can join', { needs: { init } }, ({ init }) => init.running.joinable);
  const done = plan.step(
    'finish kubeadm init',
    { phase: PHASES.controlPlane, needs: { init } },
    ({ init }) => init.running.done,
  );

  const last: Step<unknown>[] = [done];
  if (cluster.nodes.length === 1) {
    const needs = { facts, joinable };
    last.push(
      plan.step('open the control plane to workloads', { phase: PHASES.controlPlane, needs }, ({ facts }, signal) =>
        openControlPlane(context, first.name, facts.kubernetesVersion, signal),
      ),
    );
  }
  if (!cluster.networking.disableDefaultCNI) {
    const needs = { facts, apiServer };
    last.push(
      plan.step('install CNI', { phase: PHASES.cni, needs }, ({ facts }, signal) =>
        installCni(context, first.name, facts.cniManifest, endpoint, signal),
      ),
    );
  }
  last.push(
    plan.step('install storage', { phase: PHASES.storage, needs: { facts, apiServer } }, ({ facts }, signal) =>
      installStorage(context, first.name, facts.storageManifest, signal),
    ),
  );
  last.push(
    plan.step('default ServiceAccount', { needs: { facts, apiServer } }, ({ facts }, signal) =>
      waitForServiceAccount(context, first.name, facts.kubernetesVersion, signal),
    ),
  );
  const signed =
    cluster.nodes.length > 1 &&
    plan.step('sign cluster-info', { needs: { facts, joinable } }, ({ facts }, signal) =>
      waitForClusterInfo(context, first.name, facts.kubernetesVersion, signal),
    );
  for (const [name, { facts, ready }] of nodes) {
    if (name === first.name || !signed) continue;
    last.push(
      plan.step(`join ${name}`, { phase: PHASES.workers, needs: { facts, ready, signed } }, ({ facts }, signal) =>
        kubeadmJoin(context, name, facts.kubernetesVersion, signal),
      ),
    );
  }
  if (wait > 0) {
    const needs = { all: plan.all('bootstrapped', last) };
    const names = cluster.nodes.map(({ name }) => name);
    plan.step('wait for nodes to be Ready', { phase: PHASES.wait(wait), needs }, (_, signal) =>
      waitReady(context, first.name, names, wait, signal),
    );
  }
  return plan;
}

interface PreparedNode {
  facts: Step<NodeFacts>;
  /** Booted and configured. */
  ready: Step<unknown>;
}

/** Images, network, containers, and their configuration: what every node goes through, all at the same time. */
function prepareNodes(
  plan: Plan,
  context: CreateContext,
  endpoint: string,
  first: ValidNode,
): Map<string, PreparedNode> {
  const { cluster, engine } = context;
  const phase = PHASES.nodes(cluster);
  const images = new Map(
    distinctImages(cluster).map((image) => [
      image,
      plan.step(`image ${image}`, { phase: PHASES.image(image) }, (_, signal) => ensureImage(context, image, signal)),
    ]),
  );
  const allImages = plan.all('images', [...images.values()]);
  const network = plan.step('network', { phase, needs: { allImages } }, async (_, signal) => {
    await engine.ensureNetwork(context.network, { signal });
  });
  const proxies = plan.step('proxies', { phase, needs: { network } }, (_, signal) =>
    proxyEnvironment(engine, { env: context.env, network: context.network, direct: directHosts(cluster), signal }),
  );
  const started = cluster.nodes.map((node) => {
    const { name } = node;
    const run = plan.step(`run ${name}`, { phase, needs: { proxies } }, ({ proxies }, signal) =>
      runNode(context, node, proxies, signal),
    );
    return {
      node,
      facts: plan.step(`read ${name}`, { phase: PHASES.configuration, needs: { run } }, (_, signal) =>
        readNodeFacts(context, node, signal),
      ),
      booted: plan.step(`boot ${name}`, { phase, needs: { run } }, (_, signal) => waitForBoot(context, name, signal)),
    };
  });
  const peers = plan.all(
    'addresses of all nodes',
    started.map(({ facts }) => facts),
  );
  return new Map(
    started.map(({ node, facts, booted }) => {
      const options = { phase: PHASES.configuration, needs: { facts, peers, booted } };
      const ready = plan.step(`configure ${node.name}`, options, ({ facts, peers }, signal) =>
        configureNode(context, { facts, peers, endpoint, first: node === first }, signal),
      );
      return [node.name, { facts, ready }];
    }),
  );
}

/** What a cluster's containers reach without a proxy. */
function directHosts({ networking, nodes }: ValidCluster): string[] {
  const subnets = [networking.serviceSubnets, networking.podSubnets].map((list) => list.map(String).join(','));
  return [...subnets, ...nodes.map(({ name }) => name)];
}

function firstControlPlane(nodes: readonly ValidNode[]): ValidNode {
  const controlPlanes = nodes.filter(({ role }) => role === 'control-plane');
  const [first] = controlPlanes;
  if (first === undefined || controlPlanes.length > 1) {
    throw new KindlingError('CONFIG_INVALID', 'several control planes are not supported yet', {
      hint: 'keep one node with the role control-plane',
    });
  }
  return first;
}
