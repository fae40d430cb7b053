import type { ValidNode } from '../../config/valid.js';
import { patchContainerdConfig } from '../../containerd/patch.js';
import { KindlingError, wrapError } from '../../errors.js';
import { renderKubeadmConfig } from '../../kubeadm/render.js';
import { conflist } from '../../node/kindnetd/conflist.js';
import type { CreateContext } from '../context.js';
import { kubeadmTuning } from '../tuning.js';
import { CNI_MANIFEST } from './cni.js';
import { type NodeFile, readNodeFiles, writeNodeFiles } from './node-files.js';
import { STORAGE_MANIFEST } from './storage.js';

const VERSION = '/kind/version';
const CONTAINERD_CONFIG = '/etc/containerd/config.toml';
const MTU = '/sys/class/net/eth0/mtu';

/** What the create flow needs to know of a node before it can configure it. */
export interface NodeFacts {
  node: ValidNode;
  /** Content of /kind/version, e.g. `v1.36.3`. */
  kubernetesVersion: string;
  addresses: { ipv4: string; ipv6: string };
  /** Of the node's interface on the cluster network, in bytes. */
  mtu: number;
  cniManifest: string | undefined;
  storageManifest: string | undefined;
  containerdConfig: string | undefined;
}

/** Reads a started node's facts: two round trips, at the same time. */
export async function readNodeFacts(context: CreateContext, node: ValidNode, signal: AbortSignal): Promise<NodeFacts> {
  const paths = [VERSION, MTU, CNI_MANIFEST, STORAGE_MANIFEST, CONTAINERD_CONFIG];
  const [files, { ipv4, ipv6 }] = await Promise.all([
    readNodeFiles(context, node.name, paths, signal),
    context.engine.inspectContainer(node.name, { signal }).catch((error) => {
      throw wrapError(error, `failed to get IP for node "${node.name}"`);
    }),
  ]);
  const kubernetesVersion = files.get(VERSION)?.trim();
  if (!kubernetesVersion) {
    throw new KindlingError('NODE_FAILED', `failed to get kubernetes version from node "${node.name}": no ${VERSION}`, {
      hint: `is "${node.image}" a node image?`,
    });
  }
  const { ipFamily } = context.cluster.networking;
  if (ipFamily !== 'ipv4' && !ipv6) {
    throw new KindlingError(
      'NODE_FAILED',
      `failed to get IPv6 address for node ${node.name}; is ${context.engine.name} configured to use IPv6 correctly?`,
    );
  }
  return {
    node,
    kubernetesVersion,
    addresses: { ipv4, ipv6 },
    mtu: Number(files.get(MTU)?.trim() || 1500),
    cniManifest: files.get(CNI_MANIFEST),
    storageManifest: files.get(STORAGE_MANIFEST),
    containerdConfig: files.get(CONTAINERD_CONFIG),
  };
}

/**
 * Writes a node's configuration in one round trip, and restarts containerd when its configuration was patched.
 *
 * @param endpoint `host:port` of the API server inside the cluster network
 * @param first whether this is the node that the cluster is initialised on
 */
export async function configureNode(
  context: CreateContext,
  facts: NodeFacts,
  endpoint: string,
  first: boolean,
  signal: AbortSignal,
): Promise<void> {
  const files: NodeFile[] = [{ path: '/kind/kubeadm.conf', content: kubeadmConf(context, facts, endpoint) }];
  const containerd = patchedContainerdConfig(context, facts);
  if (containerd) files.push(containerd);
  if (first) files.push(...firstNodeNetwork(context, facts));
  await writeNodeFiles(context, facts.node.name, files, signal);
  if (!containerd) return;
  try {
    await context.engine.exec(facts.node.name, ['systemctl', 'restart', 'containerd'], { signal });
  } catch (error) {
    throw wrapError(error, `failed to restart containerd after patching config: node "${facts.node.name}"`);
  }
}

function kubeadmConf(context: CreateContext, facts: NodeFacts, endpoint: string): string {
  const { cluster, engine, info, progress } = context;
  const { text, unmatched } = renderKubeadmConfig({
    cluster,
    node: facts.node,
    kubernetesVersion: facts.kubernetesVersion,
    controlPlaneEndpoint: endpoint,
    nodeAddresses: facts.addresses,
    engine: engine.name,
    rootless: info.rootless,
    tuning: kubeadmTuning(context),
  });
  progress.log(`Using the following kubeadm config for node ${facts.node.name}:\n${text}`, 2);
  for (const patch of unmatched) progress.warn(patch);
  return text;
}

function patchedContainerdConfig({ cluster }: CreateContext, facts: NodeFacts): NodeFile | undefined {
  const patches = cluster.containerdConfigPatches;
  const patchesJSON6902 = cluster.containerdConfigPatchesJSON6902;
  if (patches.length + patchesJSON6902.length === 0) return undefined;
  if (facts.containerdConfig === undefined) {
    const message = `failed to read containerd config from node "${facts.node.name}": no ${CONTAINERD_CONFIG}`;
    throw new KindlingError('NODE_FAILED', message);
  }
  try {
    const content = patchContainerdConfig(facts.containerdConfig, { patches, patchesJSON6902 });
    return { path: CONTAINERD_CONFIG, content };
  } catch (error) {
    throw wrapError(error, 'failed to patch containerd config');
  }
}

/**
 * The CNI configuration of the first node, which kindnetd writes later all the same: that node's pod subnets are
 * known, they are the first ones that the controller manager hands out. With it the node is Ready as soon as its
 * kubelet runs, instead of when its network pod does.
 */
function firstNodeNetwork({ cluster }: CreateContext, facts: NodeFacts): NodeFile[] {
  const { disableDefaultCNI, podSubnets } = cluster.networking;
  const ours = facts.cniManifest?.includes('kindnet') ?? false;
  if (disableDefaultCNI || !ours) return [];
  const podCidrs = podSubnets.map((subnet) => String(subnet.subnet(0, subnet.family === 'ipv4' ? 24 : 64)));
  return [{ path: '/etc/cni/net.d/10-kindnet.conflist', content: conflist({ podCidrs, mtu: facts.mtu }) }];
}
