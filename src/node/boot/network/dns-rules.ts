/** The address at which Docker's embedded DNS server answers inside of a container. */
export const EMBEDDED_DNS = '127.0.0.11';

/**
 * Docker redirects 127.0.0.11:53 to its DNS server's real ports, for processes in the node only: pods have a
 * loopback of their own. Rewritten, the same rules take queries to an address that pods can reach, and from pods too
 * (spec §4.2, step 10).
 *
 * @param saved iptables-save text of the node, IPv4
 * @param address IPv4 address that stands in for 127.0.0.11
 * @returns text for iptables-restore
 */
export function rewriteDnsRules(saved: string, address: string): string {
  return saved
    .split('\n')
    .flatMap((line) => {
      const rule = withDnsPort(line)
        .replaceAll(`-d ${EMBEDDED_DNS}`, `-d ${address}`)
        .replaceAll('--to-source :53', `--to-source ${address}:53`);
      const jump = /^-A OUTPUT (.*) -j DOCKER_OUTPUT$/.exec(rule);
      return jump ? [rule, `-A PREROUTING ${jump[1]} -j DOCKER_OUTPUT`] : [rule];
    })
    .join('\n');
}

/** iptables-nft 1.8.7 leaves `--dport 53` out of what 1.8.8 and later wrote (kind issue 3054). */
function withDnsPort(line: string): string {
  return line.replace(/( -p (?:tcp|udp)(?: -m (?:tcp|udp))?) -j DNAT --to-destination 127\.0\.0\.11/, (_, protocol) => {
    return `${protocol} --dport 53 -j DNAT --to-destination ${EMBEDDED_DNS}`;
  });
}
