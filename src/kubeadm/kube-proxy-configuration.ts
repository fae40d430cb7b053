import type { JsonObject } from '../config/patch/json.js';
import type { KubeadmContext } from './context.js';
import type { KubeadmDocument } from './document.js';

/** kube-proxy's configuration, or nothing if the cluster has none. */
export function kubeProxyConfiguration(context: KubeadmContext): KubeadmDocument | undefined {
  const mode = context.cluster.networking.kubeProxyMode;
  if (mode === 'none') return undefined;
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    metadata: { name: 'config' },
    mode,
    ...(Object.keys(context.featureGates).length > 0 ? { featureGates: { ...context.featureGates } } : {}),
    iptables: { minSyncPeriod: '1s' },
    conntrack: {
      // 0 leaves the host's nf_conntrack_max alone: it is no namespace's own.
      maxPerCore: 0,
      ...conntrack(mode, context.rootless),
    },
  };
}

function conntrack(mode: string, rootless: boolean): JsonObject {
  // Without root the sysctls cannot be written; 0s leaves them alone.
  if (rootless) return { tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' };
  return mode === 'nftables' ? { tcpBeLiberal: true } : {};
}
