import { KindlingError, wrapError } from '../errors.js';
import { type KubeadmApi, kubeadmApi, supportsRootless } from '../version/features.js';
import { formatVersion, parseGenericVersion, type Version } from '../version/version.js';
import type { KubeadmInput } from './input.js';
import { nodeIps } from './node-addresses.js';

/** The input and what every document derives from it. */
export interface KubeadmContext extends KubeadmInput {
  readonly version: Version;
  readonly api: KubeadmApi;
  /** Kubernetes feature gates of every component. */
  readonly featureGates: Readonly<Record<string, boolean>>;
  /** The node's addresses, the advertised one first. */
  readonly ips: readonly [string, ...string[]];
}

/**
 * @throws KindlingError for a version that is none, for a version too old for a rootless engine, and for a node
 *   without an address of the cluster's IP family
 */
export function kubeadmContext(input: KubeadmInput): KubeadmContext {
  const version = parsed(input.kubernetesVersion);
  if (input.rootless && !supportsRootless(version)) {
    const message = `version "${formatVersion(version)}" is not compatible with rootless provider`;
    throw new KindlingError('PREFLIGHT', `${message} (hint: kind v0.11.x may work with this version)`);
  }
  return {
    ...input,
    version,
    api: kubeadmApi(version),
    featureGates: { ...input.cluster.featureGates, ...(input.rootless ? { KubeletInUserNamespace: true } : {}) },
    ips: nodeIps(input),
  };
}

function parsed(text: string): Version {
  try {
    return parseGenericVersion(text);
  } catch (error) {
    throw wrapError(error, `failed to parse kubernetes version "${text}"`);
  }
}
