import type { ValidCluster, ValidNode } from '../config/valid.js';
import { proxyEnvironment } from '../engine/proxy.js';
import type { CreateContext } from './context.js';
import { distinctImages, PHASES } from './phases.js';
import type { Plan, Step } from './plan.js';
import { waitForBoot } from './steps/boot.js';
import { configureNode } from './steps/configure.js';
import { ensureImage } from './steps/image.js';
import { type NodeFacts, readNodeFacts } from './steps/node-facts.js';
import { runNode } from './steps/run-node.js';

export interface PreparedNode {
  facts: Step<NodeFacts>;
  /** Every node's facts. */
  peers: Step<NodeFacts[]>;
  /** Booted and configured. */
  ready: Step<unknown>;
}

/**
 * Images, network, containers, and their configuration: what every node goes through, all at the same time.
 *
 * @param endpoint `host:port` of the API server inside the cluster network
 * @param first the node that the cluster is initialised on
 * @returns the nodes' last steps, by name in the configuration's order
 */
export function prepareNodes(
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
        configureNode(context, { facts, peers, endpoint, first: first.name }, signal),
      );
      return [node.name, { facts, peers, ready }];
    }),
  );
}

/** What a cluster's containers reach without a proxy. */
function directHosts({ networking, nodes }: ValidCluster): string[] {
  const subnets = [networking.serviceSubnets, networking.podSubnets].map((list) => list.map(String).join(','));
  return [...subnets, ...nodes.map(({ name }) => name)];
}
