import type { IptablesMode } from '../iptables/rules.js';
import type { Log } from '../log.js';
import { CONFLIST_PATH, conflist } from './conflist.js';
import { writeConflist } from './conflist-file.js';
import type { ApiClient } from './kube/client.js';
import { watchCollection } from './kube/watch.js';
import { detectMode } from './masquerade/mode.js';
import { syncMasquerade } from './masquerade/sync.js';
import { enforcePolicies } from './network-policy/enforce.js';
import { type ClusterNode, clusterNode } from './nodes.js';
import { Reconciler } from './reconciler.js';
import { syncRoutes } from './routes/sync.js';
import type { Run } from './run.js';
import type { Settings } from './settings.js';

export interface KindnetdOptions {
  settings: Settings;
  client: ApiClient;
  run: Run;
  /** MTU of the node's interface, in bytes. */
  mtu(): number | undefined;
  /** Called when the node's network can't be kept right: the program should end, to be started anew. */
  giveUp(error: unknown): void;
  signal: AbortSignal;
  log: Log;
  /** Default: /etc/cni/net.d/10-kindnet.conflist */
  conflistPath?: string;
  /** How often everything is checked without a change, in ms. Default: 60 s. */
  interval?: number;
}

/** Failures in a row that are put up with (spec §5.1). */
const ROUTE_TRIES = 5;
const MASQUERADE_TRIES = 4;

/**
 * Keeps the node's pod network: its CNI configuration, routes to the pods of other nodes, masquerading of what leaves
 * the cluster, and network policies. Returns when aborted; routes and rules stay, so that pods keep their network.
 */
export async function kindnetd(options: KindnetdOptions): Promise<void> {
  const { client, signal, log } = options;
  const network = new NodeNetwork(options);
  startMasquerading(options);
  let policies: Promise<void> | undefined;
  await watchCollection({
    client,
    path: '/api/v1/nodes',
    pick: clusterNode,
    onChange: (nodes) => {
      network.update([...nodes.values()]);
      const node = network.own?.name;
      if (node !== undefined) policies ??= enforcePolicies({ ...options, node });
    },
    signal,
    log,
  });
  await policies;
}

/** CNI configuration and routes, from the cluster's nodes. */
class NodeNetwork {
  private nodes: ClusterNode[] | undefined;
  private readonly reconciler: Reconciler;

  constructor(private readonly options: KindnetdOptions) {
    this.reconciler = new Reconciler({
      ...options,
      name: 'set up the network to other nodes',
      tries: ROUTE_TRIES,
      work: () => this.sync(),
    });
  }

  /** This node, once it is known. */
  get own(): ClusterNode | undefined {
    return this.nodes?.find(({ internalIps }) => internalIps.includes(this.options.settings.hostIp));
  }

  update(nodes: ClusterNode[]): void {
    this.nodes = nodes;
    this.reconciler.request();
  }

  private async sync(): Promise<void> {
    const { settings, mtu, log, run, conflistPath = CONFLIST_PATH } = this.options;
    if (this.nodes === undefined) return;
    const { own } = this;
    if (own !== undefined && own.podCidrs.length > 0) {
      const text = conflist({ podCidrs: own.podCidrs, mtu: mtu() });
      if (writeConflist(conflistPath, text)) log('INFO', `wrote ${conflistPath} for ${own.podCidrs.join(',')}`);
    }
    for (const change of await syncRoutes(run, settings, this.nodes)) log('INFO', `ip ${change}`);
  }
}

function startMasquerading(options: KindnetdOptions): void {
  const { settings, log, run } = options;
  let mode: IptablesMode | undefined;
  const reconciler = new Reconciler({
    ...options,
    name: 'set up masquerading',
    tries: MASQUERADE_TRIES,
    work: async () => {
      mode ??= await detectMode(run);
      for (const family of await syncMasquerade(run, settings, mode)) {
        log('INFO', `set up masquerading for ${family} (${mode === 'nft' ? 'nftables' : 'legacy iptables'})`);
      }
    },
  });
  reconciler.request();
}
