export interface ConflistOptions {
  /** The node's pod CIDRs, one for each IP family, primary first. */
  podCidrs: readonly string[];
  /** MTU of the node's own network interface, in bytes. Default: the plugin's own choice. */
  mtu?: number | undefined;
}

/** Where the CNI configuration belongs in a node. */
export const CONFLIST_PATH = '/etc/cni/net.d/10-kindnet.conflist';

/**
 * The CNI configuration of a node (spec §5.1): a point-to-point link for each pod, addresses from the node's pod
 * CIDRs, host ports. The same for whoever writes it: kindnetd, or the CLI before the kubelet starts.
 *
 * @returns JSON text, ending in a newline
 */
export function conflist({ podCidrs, mtu }: ConflistOptions): string {
  const ptp = {
    type: 'ptp',
    ipMasq: false,
    ipam: {
      type: 'host-local',
      dataDir: '/run/cni-ipam-state',
      routes: podCidrs.map((cidr) => ({ dst: cidr.includes(':') ? '::/0' : '0.0.0.0/0' })),
      ranges: podCidrs.map((subnet) => [{ subnet }]),
    },
    ...(mtu === undefined ? {} : { mtu }),
  };
  const portmap = { type: 'portmap', capabilities: { portMappings: true } };
  return `${JSON.stringify({ cniVersion: '0.3.1', name: 'kindnet', plugins: [ptp, portmap] }, null, 2)}\n`;
}
