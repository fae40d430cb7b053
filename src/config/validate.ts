import { KindlingError } from '../errors.js';
import { applyDefaults, type DefaultedCluster, type DefaultedNetworking, type DefaultedNode } from './defaults.js';
import { CLUSTER_NAME, IP_FAMILIES, KUBE_PROXY_MODES } from './enums.js';
import { nodeNames } from './names.js';
import type { Cluster, IpFamily, Mount, PortMapping } from './v1alpha4.js';
import type { ValidCluster, ValidNetworking, ValidNode, ValidPortMapping } from './valid.js';
import { nodeProblems } from './validate/node.js';
import { portProblem } from './validate/ports.js';
import { joinProblems } from './validate/problems.js';
import { parseSubnets, type SubnetsResult } from './validate/subnets.js';

/** What the command line sets in place of the configuration. */
export interface Overrides {
  /** Cluster name. */
  name?: string | undefined;
  /** Image of every node. */
  image?: string | undefined;
  /** Image of the nodes that name none; default `DEFAULT_NODE_IMAGE`. */
  defaultImage?: string | undefined;
}

/**
 * Applies overrides and defaults to a decoded configuration and checks it. Every problem is collected.
 *
 * @throws KindlingError CONFIG_INVALID with one problem's text, or `[problem, problem]`, in kind's words
 */
export function validate(cluster: Cluster, overrides: Overrides = {}): ValidCluster {
  const defaulted = applyDefaults(withOverrides(cluster, overrides), overrides.defaultImage);
  const { networking } = defaulted;
  const pods = parseSubnets(networking.podSubnet, networking.ipFamily);
  const services = parseSubnets(networking.serviceSubnet, networking.ipFamily);
  const problems = clusterProblems(defaulted, pods, services);
  if (problems.length > 0 || 'problem' in pods || 'problem' in services) {
    throw new KindlingError('CONFIG_INVALID', joinProblems(problems));
  }
  return branded({
    name: defaulted.name,
    nodes: validNodes(defaulted),
    networking: validNetworking(networking, pods.subnets, services.subnets),
    featureGates: defaulted.featureGates ?? {},
    runtimeConfig: defaulted.runtimeConfig ?? {},
    kubeadmConfigPatches: defaulted.kubeadmConfigPatches ?? [],
    kubeadmConfigPatchesJSON6902: defaulted.kubeadmConfigPatchesJSON6902 ?? [],
    containerdConfigPatches: defaulted.containerdConfigPatches ?? [],
    containerdConfigPatchesJSON6902: defaulted.containerdConfigPatchesJSON6902 ?? [],
  });
}

/** The only place that makes a ValidCluster. */
function branded(cluster: Pick<ValidCluster, keyof ValidCluster & string>): ValidCluster {
  return cluster as ValidCluster;
}

function withOverrides(cluster: Cluster, { name, image }: Overrides): Cluster {
  const nodes = cluster.nodes?.length ? cluster.nodes : [{}];
  return {
    ...cluster,
    ...(name ? { name } : {}),
    ...(image ? { nodes: nodes.map((node) => ({ ...node, image })) } : {}),
  };
}

function clusterProblems(cluster: DefaultedCluster, pods: SubnetsResult, services: SubnetsResult): string[] {
  const { name, nodes, networking } = cluster;
  const problems: string[] = [];
  if (!new RegExp(CLUSTER_NAME).test(name)) {
    problems.push(`'${name}' is not a valid cluster name, cluster names must match \`${CLUSTER_NAME}\``);
  }
  const port = portProblem(networking.apiServerPort);
  if (port !== undefined) problems.push(`invalid apiServerPort: ${port}`);
  if (!IP_FAMILIES.includes(networking.ipFamily)) {
    problems.push(`invalid ipFamily: ${networking.ipFamily}`);
  }
  if ('problem' in pods) problems.push(`invalid pod subnet ${pods.problem}`);
  if ('problem' in services) problems.push(`invalid service subnet ${services.problem}`);
  if (!KUBE_PROXY_MODES.includes(networking.kubeProxyMode)) {
    problems.push(`invalid kubeProxyMode: ${networking.kubeProxyMode}`);
  }
  for (const [index, node] of nodes.entries()) {
    const reasons = nodeProblems(node);
    if (reasons.length > 0) problems.push(`invalid configuration for node ${index}: ${joinProblems(reasons)}`);
  }
  if (!nodes.some((node) => node.role === 'control-plane')) {
    problems.push('must have at least one control-plane node');
  }
  return problems;
}

function validNodes({ name, nodes, networking }: DefaultedCluster): ValidNode[] {
  const names = nodeNames(
    name,
    nodes.map((node) => node.role),
  );
  return nodes.map((node, i) => validNode(node, String(names[i]), networking.ipFamily));
}

function validNode(node: DefaultedNode, name: string, family: IpFamily): ValidNode {
  return {
    name,
    role: node.role,
    image: node.image,
    labels: node.labels ?? {},
    extraMounts: (node.extraMounts ?? []).map(validMount),
    extraPortMappings: (node.extraPortMappings ?? []).map((mapping) => validPortMapping(mapping, family)),
    kubeadmConfigPatches: node.kubeadmConfigPatches ?? [],
    kubeadmConfigPatchesJSON6902: node.kubeadmConfigPatchesJSON6902 ?? [],
  };
}

function validMount(mount: Mount): ValidNode['extraMounts'][number] {
  return {
    hostPath: mount.hostPath ?? '',
    containerPath: mount.containerPath ?? '',
    readOnly: mount.readOnly ?? false,
    selinuxRelabel: mount.selinuxRelabel ?? false,
    propagation: mount.propagation || 'None',
  };
}

function validPortMapping(mapping: PortMapping, family: IpFamily): ValidPortMapping {
  return {
    containerPort: mapping.containerPort ?? 0,
    hostPort: mapping.hostPort ?? 0,
    listenAddress: mapping.listenAddress || (family === 'ipv6' ? '::' : '0.0.0.0'),
    protocol: mapping.protocol || 'TCP',
  };
}

function validNetworking(
  networking: DefaultedNetworking,
  podSubnets: ValidNetworking['podSubnets'],
  serviceSubnets: ValidNetworking['serviceSubnets'],
): ValidNetworking {
  return {
    ipFamily: networking.ipFamily,
    apiServerPort: networking.apiServerPort,
    apiServerAddress: networking.apiServerAddress,
    podSubnets,
    serviceSubnets,
    disableDefaultCNI: networking.disableDefaultCNI,
    kubeProxyMode: networking.kubeProxyMode,
    dnsSearch: networking.dnsSearch,
  };
}
