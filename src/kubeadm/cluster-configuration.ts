import type { JsonObject } from '../config/patch/json.js';
import { ecdsaKeysBy, kubeadmFeatureGates } from '../version/features.js';
import { imageFields } from './component-images.js';
import type { KubeadmContext } from './context.js';
import type { KubeadmDocument } from './document.js';
import { extraArgs, joinPairs } from './extra-args.js';

/** kubeadm's ClusterConfiguration: what is the same for every control-plane node. */
export function clusterConfiguration(context: KubeadmContext): KubeadmDocument {
  const { cluster, api, version } = context;
  const { networking } = cluster;
  const ipv6 = networking.ipFamily === 'ipv6';
  const gates = Object.keys(context.featureGates).length > 0 ? joinPairs(context.featureGates) : undefined;
  const kubeadmGates = { ...kubeadmFeatureGates(version), ...ecdsaGate(context) };
  return {
    apiVersion: `kubeadm.k8s.io/${api}`,
    kind: 'ClusterConfiguration',
    metadata: { name: 'config' },
    kubernetesVersion: context.kubernetesVersion,
    ...imageRepository(context),
    clusterName: cluster.name,
    ...(Object.keys(kubeadmGates).length > 0 ? { featureGates: kubeadmGates } : {}),
    ...encryptionAlgorithm(context),
    controlPlaneEndpoint: context.controlPlaneEndpoint,
    apiServer: {
      certSANs: ['localhost', ...publishedNames(networking.apiServerAddress)],
      extraArgs: extraArgs({ 'runtime-config': joinPairs(cluster.runtimeConfig), 'feature-gates': gates }, api),
    },
    controllerManager: {
      extraArgs: extraArgs(
        {
          'feature-gates': gates,
          'enable-hostpath-provisioner': 'true',
          'bind-address': ipv6 ? '::' : undefined,
          ...context.tuning?.controllerManagerExtraArgs,
        },
        api,
      ),
    },
    scheduler: {
      extraArgs: extraArgs(
        {
          'feature-gates': gates,
          'bind-address': ipv6 ? '::1' : undefined,
          ...context.tuning?.schedulerExtraArgs,
        },
        api,
      ),
    },
    ...etcd(context),
    networking: {
      podSubnet: networking.podSubnets.join(','),
      serviceSubnet: networking.serviceSubnets.join(','),
    },
  };
}

/**
 * The names of the host that the API server's certificate must have, because it is published there. Of all addresses of
 * the host, podman may name none: kubeconfigs then have the loopback's.
 */
export function publishedNames(address: string): string[] {
  return ['0.0.0.0', '::'].includes(address) ? [address, '127.0.0.1', '::1'] : [address];
}

function etcd({ tuning, api, images }: KubeadmContext): JsonObject {
  const args = tuning?.etcdExtraArgs ?? {};
  const local: JsonObject = {
    ...imageFields(images?.etcd),
    ...(Object.keys(args).length > 0 ? { extraArgs: extraArgs(args, api) } : {}),
  };
  return Object.keys(local).length > 0 ? { etcd: { local } } : {};
}

function imageRepository({ images }: KubeadmContext): JsonObject {
  return {
    ...(images?.imageRepository ? { imageRepository: images.imageRepository } : {}),
    ...(images?.dns ? { dns: imageFields(images.dns) } : {}),
  };
}

function encryptionAlgorithm({ tuning, api }: KubeadmContext): JsonObject {
  const algorithm = tuning?.encryptionAlgorithm;
  return algorithm !== undefined && api === 'v1beta4' ? { encryptionAlgorithm: algorithm } : {};
}

function ecdsaGate({ tuning, version }: KubeadmContext): Record<string, boolean> {
  const wanted = tuning?.encryptionAlgorithm === 'ECDSA-P256' && ecdsaKeysBy(version) === 'feature gate';
  return wanted ? { PublicKeysECDSA: true } : {};
}
