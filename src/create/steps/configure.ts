import { patchContainerdConfig } from '../../containerd/patch.js';
import { KindlingError, wrapError } from '../../errors.js';
import { renderKubeadmConfig } from '../../kubeadm/render.js';
import { developmentTuning } from '../../kubeadm/tuning.js';
import { CONFLIST_PATH, conflist } from '../../node/kindnetd/conflist.js';
import type { CreateContext } from '../context.js';
import { podSubnetsOf, settlesPodSubnets } from '../pod-subnets.js';
import { tuningFacts } from '../tuning-facts.js';
import { checkIpvs } from './check-ipvs.js';
import { hostsFile, namesInHosts } from './hosts.js';
import type { NodeFacts } from './node-facts.js';
import { type NodeFile, readNodeFiles, writeNodeFiles } from './node-files.js';

const CONTAINERD_CONFIG = '/etc/containerd/config.toml';

export interface NodeConfiguration {
  facts: NodeFacts;
  /** Every node of the cluster, this one among them. */
  peers: readonly NodeFacts[];
  /** `host:port` of the API server inside the cluster network. */
  endpoint: string;
  /** Name of the node that the cluster is initialised on. */
  first: string;
}

/**
 * Writes a node's configuration in one round trip, and restarts containerd when its configuration was patched.
 *
 * @throws {KindlingError} PREFLIGHT when the host cannot do what the configuration asks for
 */
export async function configureNode(
  context: CreateContext,
  { facts, peers, endpoint, first }: NodeConfiguration,
  signal: AbortSignal,
): Promise<void> {
  if (context.cluster.networking.kubeProxyMode === 'ipvs') await checkIpvs(context, facts.node.name, signal);
  const files: NodeFile[] = [
    { path: '/kind/kubeadm.conf', content: kubeadmConf(context, facts, endpoint, facts.node.name === first) },
  ];
  if (facts.node.name !== first && namesInHosts(context.cluster)) files.push(hostsFile(facts, peers));
  const containerd = await patchedContainerdConfig(context, facts.node.name, signal);
  if (containerd) files.push(containerd);
  if (settlesPodSubnets(context.cluster, peers)) files.push(networkFile(context, facts, first));
  await writeNodeFiles(context, facts.node.name, files, signal).catch((error) => {
    throw wrapError(error, 'failed to copy kubeadm config to node');
  });
  if (!containerd) return;
  try {
    await context.engine.exec(facts.node.name, ['systemctl', 'restart', 'containerd'], { signal });
  } catch (error) {
    throw wrapError(error, `failed to restart containerd after patching config: node "${facts.node.name}"`);
  }
}

function kubeadmConf(context: CreateContext, facts: NodeFacts, endpoint: string, isFirst: boolean): string {
  const { cluster, engine, info, progress } = context;
  const { text, unmatched } = renderKubeadmConfig({
    cluster,
    node: facts.node,
    kubernetesVersion: facts.kubernetesVersion,
    controlPlaneEndpoint: endpoint,
    nodeAddresses: facts.addresses,
    engine: engine.name,
    rootless: info.rootless,
    tuning: developmentTuning(tuningFacts(context)),
    ...(facts.images && { images: facts.images }),
  });
  progress.log(`Using the following kubeadm config for node ${facts.node.name}:\n${text}`, 2);
  for (const patch of unmatched) {
    // What the cluster's patches do not match is the same for every node.
    if (isFirst || patch.startsWith('nodes[')) progress.warn(patch);
  }
  return text;
}

/** containerd's configuration with the user's patches. Boot adapts the file to the host: only then it is read. */
async function patchedContainerdConfig(
  context: CreateContext,
  node: string,
  signal: AbortSignal,
): Promise<NodeFile | undefined> {
  const { containerdConfigPatches: patches, containerdConfigPatchesJSON6902: patchesJSON6902 } = context.cluster;
  if (patches.length + patchesJSON6902.length === 0) return undefined;
  const text = (await readNodeFiles(context, node, [CONTAINERD_CONFIG], signal)).get(CONTAINERD_CONFIG);
  if (text === undefined) {
    const message = `failed to read containerd config from node "${node}": no ${CONTAINERD_CONFIG}`;
    throw new KindlingError('NODE_FAILED', message);
  }
  try {
    return { path: CONTAINERD_CONFIG, content: patchContainerdConfig(text, { patches, patchesJSON6902 }) };
  } catch (error) {
    throw wrapError(error, 'failed to patch containerd config');
  }
}

/**
 * A node's CNI configuration, which kindnetd writes later all the same. With it the node is Ready as soon as its
 * kubelet runs, instead of when its network pod does.
 */
function networkFile({ cluster }: CreateContext, facts: NodeFacts, first: string): NodeFile {
  const podCidrs = podSubnetsOf(cluster, facts.node, first);
  return { path: CONFLIST_PATH, content: conflist({ podCidrs, mtu: facts.mtu }) };
}
