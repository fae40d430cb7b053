import { deferred } from '../../deferred.js';
import { wrapError } from '../../errors.js';
import type { CreateContext } from '../context.js';
import { skipPhaseArguments } from './skip-phases.js';

/** A `kubeadm init` under way. Each promise rejects when kubeadm fails. */
export interface KubeadmInit {
  /** The certificate authorities, the keys and the administrator's kubeconfig are written. */
  credentials: Promise<void>;
  /** The API server answers and the cluster's roles exist. */
  apiServerUp: Promise<void>;
  /** Nodes can join: the bootstrap token and the `cluster-info` ConfigMap are there. */
  joinable: Promise<void>;
  done: Promise<void>;
}

/** Phases whose announcement says that all before them are finished. */
const CREDENTIALS = '[control-plane]';
const API_SERVER_UP = '[upload-config]';
const JOINABLE = '[kubelet-finalize]';

/** Starts `kubeadm init` on the first control plane and tells how far it has come by what it prints. */
export function startKubeadmInit(
  { engine, progress, cluster }: CreateContext,
  node: string,
  kubernetesVersion: string,
  signal: AbortSignal,
): KubeadmInit {
  const stages = [CREDENTIALS, API_SERVER_UP, JOINABLE].map((mark) => ({ mark, ...deferred() }));
  const [credentials, apiServerUp, joinable] = stages.map(({ promise }) => promise) as [
    Promise<void>,
    Promise<void>,
    Promise<void>,
  ];
  let text = '';
  const onOutput = (chunk: Buffer) => {
    text += chunk.toString();
    for (const { mark, resolve } of stages) if (text.includes(mark)) resolve();
    text = text.slice(-100);
  };
  const skip = skipPhaseArguments(kubernetesVersion, 'init', cluster.networking.kubeProxyMode);
  const command = ['kubeadm', 'init', '--config=/kind/kubeadm.conf', '--skip-token-print', '--v=6', ...skip];
  const done = engine.exec(node, command, { signal, onOutput }).then(
    ({ stdout, stderr }) => {
      progress.log(stdout + stderr, 3);
      for (const { resolve } of stages) resolve();
    },
    (error) => {
      const wrapped = wrapError(error, 'failed to init node with kubeadm');
      for (const { reject } of stages) reject(wrapped);
      throw wrapped;
    },
  );
  const init = { credentials, apiServerUp, joinable, done };
  // Who waits for none of them still learns of the failure from the step that waits for `done`.
  for (const promise of Object.values(init)) promise.catch(() => {});
  return init;
}
