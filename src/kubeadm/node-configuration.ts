import { API_SERVER_PORT } from '../config/names.js';
import type { JsonObject } from '../config/patch/json.js';
import type { KubeadmContext } from './context.js';
import type { KubeadmDocument } from './document.js';
import { extraArgs, joinPairs } from './extra-args.js';
import { BOOTSTRAP_TOKEN } from './input.js';

/** kubeadm's InitConfiguration: how the first control-plane node comes up. Other nodes carry it unused. */
export function initConfiguration(context: KubeadmContext): KubeadmDocument {
  return {
    apiVersion: `kubeadm.k8s.io/${context.api}`,
    kind: 'InitConfiguration',
    metadata: { name: 'config' },
    bootstrapTokens: [{ token: BOOTSTRAP_TOKEN }],
    localAPIEndpoint: localApiEndpoint(context),
    nodeRegistration: nodeRegistration(context),
    ...skipPhases(context, context.cluster.networking.kubeProxyMode === 'none' ? ['addon/kube-proxy'] : []),
  };
}

/** kubeadm's JoinConfiguration: how every other node joins. */
export function joinConfiguration(context: KubeadmContext): KubeadmDocument {
  const controlPlane = context.node.role === 'control-plane';
  return {
    apiVersion: `kubeadm.k8s.io/${context.api}`,
    kind: 'JoinConfiguration',
    metadata: { name: 'config' },
    ...(controlPlane ? { controlPlane: { localAPIEndpoint: localApiEndpoint(context) } } : {}),
    nodeRegistration: nodeRegistration(context),
    discovery: {
      bootstrapToken: {
        apiServerEndpoint: context.controlPlaneEndpoint,
        token: BOOTSTRAP_TOKEN,
        unsafeSkipCAVerification: true,
      },
    },
    ...skipPhases(context, []),
  };
}

function localApiEndpoint({ ips }: KubeadmContext): JsonObject {
  return { advertiseAddress: ips[0], bindPort: API_SERVER_PORT };
}

function nodeRegistration({ cluster, node, engine, ips, api }: KubeadmContext): JsonObject {
  return {
    criSocket: 'unix:///run/containerd/containerd.sock',
    kubeletExtraArgs: extraArgs(
      {
        'node-ip': ips.join(','),
        'provider-id': `kind://${engine}/${cluster.name}/${node.name}`,
        'node-labels': joinPairs(node.labels),
      },
      api,
    ),
  };
}

/** Phases to skip: preflight always, since nodes are containers. v1beta2 has no field for them. */
function skipPhases({ api }: KubeadmContext, more: readonly string[]): JsonObject {
  return api === 'v1beta2' ? {} : { skipPhases: ['preflight', ...more] };
}
