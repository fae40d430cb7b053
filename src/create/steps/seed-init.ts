import { deferred } from '../../deferred.js';
import { wrapError } from '../../errors.js';
import type { SeedInput } from '../../seed/input.js';
import type { CreateContext } from '../context.js';
import { podSubnetsOf } from '../pod-subnets.js';
import { tuningFacts } from '../tuning-facts.js';
import type { Initialisation } from './kubeadm-init.js';
import type { NodeFacts } from './node-facts.js';

const PROGRAM = '/kind/bin/seed';

/** What the program says when the keys are there, and when the API server answers, with all objects of the seed. */
const CREDENTIALS = 'files written';
const API_SERVER_UP = 'API server up';

/**
 * Initialises the cluster from the node image's seed.
 *
 * @param endpoint `host:port` of the API server inside the cluster network
 */
export function startSeed(
  context: CreateContext,
  first: NodeFacts,
  endpoint: string,
  signal: AbortSignal,
): Initialisation {
  const { engine, progress } = context;
  const [credentials, apiServerUp] = [deferred(), deferred()];
  const stages = [
    { mark: CREDENTIALS, stage: credentials },
    { mark: API_SERVER_UP, stage: apiServerUp },
  ];
  let text = '';
  const onOutput = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-200);
    for (const { mark, stage } of stages) if (text.includes(mark)) stage.resolve();
  };
  const stdin = JSON.stringify(seedInput(context, first, endpoint));
  const done = engine.exec(first.node.name, [PROGRAM], { stdin, signal, onOutput }).then(
    ({ stdout, stderr }) => {
      progress.log(stdout + stderr, 3);
      for (const { stage } of stages) stage.resolve();
    },
    (error) => {
      const wrapped = wrapError(error, 'failed to init node from its seed');
      for (const { stage } of stages) stage.reject(wrapped);
      throw wrapped;
    },
  );
  // Who waits for none of them still learns of the failure from the step that waits for `done`.
  const init = {
    credentials: credentials.promise,
    apiServerUp: apiServerUp.promise,
    joinable: apiServerUp.promise,
    done,
  };
  for (const promise of Object.values(init)) promise.catch(() => {});
  return init;
}

function seedInput(context: CreateContext, first: NodeFacts, endpoint: string): SeedInput {
  const { cluster, engine } = context;
  return {
    clusterName: cluster.name,
    endpoint,
    apiServerAddress: cluster.networking.apiServerAddress,
    podSubnet: cluster.networking.podSubnets.join(','),
    tuning: tuningFacts(context),
    nodes: cluster.nodes.map((node) => ({
      name: node.name,
      controlPlane: node.role === 'control-plane',
      labels: node.labels,
      providerID: `kind://${engine.name}/${cluster.name}/${node.name}`,
      podCIDRs: podSubnetsOf(cluster, node, first.node.name),
    })),
    first: first.node.name,
    address: first.addresses.ipv4,
  };
}
