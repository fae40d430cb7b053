const CHAIN = 'KIND-MASQ-AGENT';
const comment = (text: string) => `-m comment --comment "kind-masq-agent: ${text}"`;
const JUMP = `-A POSTROUTING -m addrtype ! --dst-type LOCAL ${comment('all but local destinations')} -j ${CHAIN}`;

/** The rules of the chain: nothing inside of the pod subnets is masqueraded, everything else is (spec §5.1). */
function chainRules(podSubnets: readonly string[]): string[] {
  return [
    ...podSubnets.map((subnet) => `-A ${CHAIN} -d ${subnet} ${comment('pod traffic keeps its source')} -j RETURN`),
    `-A ${CHAIN} ${comment('outbound traffic leaves as the node')} -j MASQUERADE`,
  ];
}

/**
 * Plans masquerading of what leaves the cluster's pods, in the nat table of iptables.
 *
 * @param saved text of `iptables-save -t nat`
 * @param podSubnets of the same IP family
 * @returns text for `iptables-restore --noflush`, which changes all in one go; undefined when nothing is to do
 */
export function planIptables(saved: string, podSubnets: readonly string[]): string | undefined {
  const lines = saved.split('\n').map((line) => line.trim());
  const jumps = lines.filter((line) => line.startsWith('-A POSTROUTING ') && line.endsWith(` -j ${CHAIN}`));
  const present = lines.filter((line) => line.startsWith(`-A ${CHAIN} `));
  const wanted = chainRules(podSubnets);
  if (jumps.length > 0 && present.join('\n') === wanted.join('\n')) return undefined;
  // Naming a chain of our own empties it, also with --noflush.
  return ['*nat', `:${CHAIN} - [0:0]`, ...wanted, ...(jumps.length > 0 ? [] : [JUMP]), 'COMMIT', ''].join('\n');
}
