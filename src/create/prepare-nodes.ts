import { LOAD_BALANCER_IMAGE } from '../config/defaults.js';
import { loadBalancerName, needsLoadBalancer } from '../config/names.js';
import type { ValidCluster, ValidNode } from '../config/valid.js';
import { proxyEnvironment } from '../engine/proxy.js';
import type { CreateContext } from './context.js';
import { distinctImages, PHASES } from './phases.js';
import type { Plan, Step } from './plan.js';
import { waitForBoot } from './steps/boot.js';
import { configureNode } from './steps/configure.js';
import { ensureImage } from './steps/image.js';
import { checkLoadBalancer, configureLoadBalancer, runLoadBalancer } from './steps/load-balancer.js';
import { type NodeFacts, readNodeFacts } from './steps/node-facts.js';
import { giveImagesToOthers } from './steps/other-images.js';
import { runNode } from './steps/run-node.js';

export interface PreparedNode {
  node: ValidNode;
  facts: Step<NodeFacts>;
  /** Every node's facts. */
  peers: Step<NodeFacts[]>;
  /** The variables that every container gets: proxies. */
  proxies: Step<Record<string, string>>;
  /**
   * Booted and configured, with the images that it needs; the first node's API is reached by the name that the others
   * use.
   */
  ready: Step<unknown>;
}

/**
 * Images, network, containers, and their configuration: what every node goes through, all at the same time.
 *
 * @param endpoint `host:port` of the API server inside the cluster network
 * @param first the node that the cluster is initialised on
 * @returns the nodes' last steps, in the configuration's order
 */
export function prepareNodes(plan: Plan, context: CreateContext, endpoint: string, first: ValidNode): PreparedNode[] {
  const { cluster } = context;
  const phase = PHASES.nodes(cluster);
  const proxies = prepareEngine(plan, context);
  const balancer = needsLoadBalancer(cluster.nodes)
    ? plan.step(`run ${loadBalancerName(cluster.name)}`, { phase, needs: { proxies } }, ({ proxies }, signal) =>
        runLoadBalancer(context, proxies, signal),
      )
    : undefined;
  const started = cluster.nodes.map((node) => {
    const { name } = node;
    const run = plan.step(`run ${name}`, { phase, needs: { proxies } }, ({ proxies }, signal) =>
      runNode(context, node, proxies, signal),
    );
    const facts = plan.step(`read ${name}`, { phase: PHASES.configuration, needs: { run } }, (_, signal) =>
      readNodeFacts(context, node, signal),
    );
    const booted = plan.step(`boot ${name}`, { phase, needs: { run } }, (_, signal) =>
      waitForBoot(context, name, signal),
    );
    return { node, run, facts, booted };
  });
  const peers = plan.all(
    'addresses of all nodes',
    started.map(({ facts }) => facts),
  );
  const balanced = balancer && balance(plan, context, balancer, started, first.name);
  const configured = started.map(({ node, facts, booted }) => {
    const options = { phase: PHASES.configuration, needs: { facts, peers, booted } };
    const step = plan.step(`configure ${node.name}`, options, ({ facts, peers }, signal) =>
      configureNode(context, { facts, peers, endpoint, first: first.name }, signal),
    );
    return { node, facts, step };
  });
  const given = giveImages(plan, context, first, configured);
  return configured.map(({ node, facts, step }) => {
    const steps: Step<unknown>[] = [step];
    if (balanced && node === first) steps.push(balanced);
    if (given && node.image !== first.image) steps.push(given);
    return { node, facts, peers, proxies, ready: plan.all(`${node.name} is ready`, steps) };
  });
}

/** Images of the first control plane's for nodes of other images. @returns undefined when there are no such nodes */
function giveImages(
  plan: Plan,
  context: CreateContext,
  first: ValidNode,
  configured: readonly { node: ValidNode; step: Step<void> }[],
): Step<void> | undefined {
  const others = configured.map(({ node }) => node).filter(({ image }) => image !== first.image);
  if (others.length === 0) return undefined;
  // Configuring a node may restart its containerd.
  const steps = configured.filter(({ node }) => node === first || others.includes(node)).map(({ step }) => step);
  const needs = { configured: plan.all('nodes of several images are configured', steps) };
  return plan.step('give images to nodes of other images', { needs }, (_, signal) =>
    giveImagesToOthers(context, first, others, signal),
  );
}

/** Images and network. @returns the variables that containers get: proxies */
function prepareEngine(plan: Plan, context: CreateContext): Step<Record<string, string>> {
  const { cluster, engine, env, network: name } = context;
  const phase = PHASES.nodes(cluster);
  const images = distinctImages(cluster).map((image) =>
    plan.step(`image ${image}`, { phase: PHASES.image(image) }, (_, signal) => ensureImage(context, image, signal)),
  );
  if (needsLoadBalancer(cluster.nodes)) {
    const image = LOAD_BALANCER_IMAGE;
    images.push(plan.step(`image ${image}`, { phase }, (_, signal) => ensureImage(context, image, signal)));
  }
  const allImages = plan.all('images', images);
  const network = plan.step('network', { phase, needs: { allImages } }, async (_, signal) => {
    await engine.ensureNetwork(name, { signal });
  });
  return plan.step('proxies', { phase, needs: { network } }, (_, signal) =>
    proxyEnvironment(engine, { env, network: name, direct: directHosts(cluster), signal }),
  );
}

/** The load balancer's real configuration, when its control planes run. @returns it works, as the first one sees it */
function balance(
  plan: Plan,
  context: CreateContext,
  balancer: Step<void>,
  started: readonly { node: ValidNode; run: Step<void>; booted: Step<void> }[],
  first: string,
): Step<void> {
  const phase = PHASES.loadBalancer;
  const controlPlanes = started.filter(({ node }) => node.role === 'control-plane');
  const running = plan.all('control planes run', [balancer, ...controlPlanes.map(({ run }) => run)]);
  const configured = plan.step('configure the load balancer', { phase, needs: { running } }, (_, signal) =>
    configureLoadBalancer(context, signal),
  );
  const booted = plan.all(
    'first control plane booted',
    controlPlanes.filter(({ node }) => node.name === first).map(({ booted }) => booted),
  );
  return plan.step('check the load balancer', { phase, needs: { configured, booted } }, (_, signal) =>
    checkLoadBalancer(context, first, signal),
  );
}

/** What a cluster's containers reach without a proxy. */
function directHosts({ name, networking, nodes }: ValidCluster): string[] {
  const subnets = [networking.serviceSubnets, networking.podSubnets].map((list) => list.map(String).join(','));
  const balancer = needsLoadBalancer(nodes) ? [loadBalancerName(name)] : [];
  return [...subnets, ...balancer, ...nodes.map((node) => node.name)];
}
