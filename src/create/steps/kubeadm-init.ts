import type { CreateContext } from '../context.js';
import { execInStages, type Stages } from './exec-in-stages.js';
import type { NodeFacts } from './node-facts.js';
import { skipPhaseArguments } from './skip-phases.js';

/**
 * The stages of a cluster's initialisation: the certificate authorities, keys and the administrator's kubeconfig are
 * written; the API server answers and the cluster's roles exist; nodes can join, because the bootstrap token and the
 * ConfigMap `cluster-info` are there.
 */
export type Initialisation = Stages<'credentials' | 'apiServerUp' | 'joinable'>;

/** Phases whose announcement says that all before them are finished. */
const MARKS = {
  credentials: '[control-plane]',
  apiServerUp: '[upload-config]',
  joinable: '[kubelet-finalize]',
};

/** Starts `kubeadm init` on the first control plane. */
export function startKubeadmInit(
  context: CreateContext,
  { node, kubernetesVersion }: NodeFacts,
  signal: AbortSignal,
): Initialisation {
  const skip = skipPhaseArguments(kubernetesVersion, 'init', context.cluster.networking.kubeProxyMode);
  return execInStages(context, {
    node: node.name,
    command: ['kubeadm', 'init', '--config=/kind/kubeadm.conf', '--skip-token-print', '--v=6', ...skip],
    marks: MARKS,
    failure: 'failed to init node with kubeadm',
    signal,
  });
}
