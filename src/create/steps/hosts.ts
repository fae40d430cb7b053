import { HOSTS, type NodeFacts } from './node-facts.js';
import type { NodeFile } from './node-files.js';

/**
 * A node's /etc/hosts with the other nodes added, so that their names resolve at once and without the engine's DNS,
 * which not every engine has. The engine writes the file anew when the container starts again.
 */
export function hostsFile(facts: NodeFacts, peers: readonly NodeFacts[]): NodeFile {
  const lines = peers
    .filter(({ node }) => node.name !== facts.node.name)
    .flatMap(({ node, addresses }) =>
      [addresses.ipv4, addresses.ipv6].filter(Boolean).map((address) => `${address}\t${node.name}\n`),
    );
  return { path: HOSTS, content: facts.hosts.replace(/\n?$/, '\n') + lines.join('') };
}
