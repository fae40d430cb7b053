import { needsLoadBalancer } from '../../config/names.js';
import type { ValidCluster } from '../../config/valid.js';
import type { CreateContext } from '../context.js';
import { HOSTS, type NodeFacts } from './node-facts.js';
import { type NodeFile, writeNodeFiles } from './node-files.js';

/** How long the engine's DNS may take to answer, in milliseconds. */
const DNS_DEADLINE = 10_000;

/**
 * Whether nodes find each other by /etc/hosts while they join. Not behind a load balancer, which needs DNS anyway:
 * containers that start meanwhile, etcd's among them, keep a copy of the file, and so of addresses that may change.
 */
export function namesInHosts({ nodes }: ValidCluster): boolean {
  return !needsLoadBalancer(nodes);
}

/**
 * A node's /etc/hosts with the other nodes added, so that their names resolve at once and without the engine's DNS,
 * which not every engine has.
 */
export function hostsFile(facts: NodeFacts, peers: readonly NodeFacts[]): NodeFile {
  const lines = peers
    .filter(({ node }) => node.name !== facts.node.name)
    .flatMap(({ node, addresses }) =>
      [addresses.ipv4, addresses.ipv6].filter(Boolean).map((address) => `${address}\t${node.name}\n`),
    );
  return { path: HOSTS, content: facts.hosts.replace(/\n?$/, '\n') + lines.join('') };
}

/**
 * Takes the other nodes out of /etc/hosts again where the engine's DNS knows them: a node may have another address
 * after a restart, which the engine keeps track of and the file does not.
 */
export async function forgetHosts(
  context: CreateContext,
  facts: NodeFacts,
  peers: readonly NodeFacts[],
  signal: AbortSignal,
): Promise<void> {
  const { name } = facts.node;
  const other = peers.find(({ node }) => node.name !== name)?.node.name;
  if (other === undefined) return;
  const known = await context.engine
    .exec(name, ['getent', '-s', 'dns', 'hosts', other], { signal, timeout: DNS_DEADLINE })
    .then(
      () => true,
      () => false,
    );
  signal.throwIfAborted();
  if (known) await writeNodeFiles(context, name, [{ path: HOSTS, content: facts.hosts }], signal);
  else context.progress.log(`${context.engine.name} has no DNS for nodes: their addresses stay in ${HOSTS}`, 1);
}
