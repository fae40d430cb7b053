import { deferred } from '../../deferred.js';
import { wrapError } from '../../errors.js';
import type { CreateContext } from '../context.js';
import type { NodeFacts } from './node-facts.js';
import { skipPhaseArguments } from './skip-phases.js';

/** A cluster's initialisation under way. Each promise rejects when it fails. */
export interface Initialisation {
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
  { node, kubernetesVersion }: NodeFacts,
  _endpoint: string,
  signal: AbortSignal,
): Initialisation {
  const [credentials, apiServerUp, joinable] = [deferred(), deferred(), deferred()];
  const stages = [
    { mark: CREDENTIALS, stage: credentials },
    { mark: API_SERVER_UP, stage: apiServerUp },
    { mark: JOINABLE, stage: joinable },
  ];
  let text = '';
  const onOutput = (chunk: Buffer) => {
    text += chunk.toString();
    for (const { mark, stage } of stages) if (text.includes(mark)) stage.resolve();
    text = text.slice(-100);
  };
  const skip = skipPhaseArguments(kubernetesVersion, 'init', cluster.networking.kubeProxyMode);
  const command = ['kubeadm', 'init', '--config=/kind/kubeadm.conf', '--skip-token-print', '--v=6', ...skip];
  const done = engine.exec(node.name, command, { signal, onOutput }).then(
    ({ stdout, stderr }) => {
      progress.log(stdout + stderr, 3);
      for (const { stage } of stages) stage.resolve();
    },
    (error) => {
      const wrapped = wrapError(error, 'failed to init node with kubeadm');
      for (const { stage } of stages) stage.reject(wrapped);
      throw wrapped;
    },
  );
  const init = {
    credentials: credentials.promise,
    apiServerUp: apiServerUp.promise,
    joinable: joinable.promise,
    done,
  };
  // Who waits for none of them still learns of the failure from the step that waits for `done`.
  for (const promise of Object.values(init)) promise.catch(() => {});
  return init;
}
