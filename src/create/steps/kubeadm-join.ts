import { deferred } from '../../deferred.js';
import { wrapError } from '../../errors.js';
import { joinsEtcdAsLearner } from '../../version/features.js';
import { parseGenericVersion } from '../../version/version.js';
import type { CreateContext } from '../context.js';
import { kubectlWait } from './kubectl-wait.js';
import { skipPhaseArguments } from './skip-phases.js';

/** A `kubeadm join` under way. Each promise rejects when it fails. */
export interface KubeadmJoin {
  /** Another control plane may join: this one's etcd is a full member. */
  nextMayJoin: Promise<void>;
  done: Promise<void>;
}

/** What kubeadm prints when etcd's new member has a vote. */
const MEMBER_PROMOTED = '[etcd] Waiting for the new etcd member to join the cluster';

/**
 * Starts to make a node a member of the cluster: `kubeadm join` with the configuration written before. kubeadm ends
 * when the kubelet has its certificate; the node is there a moment later, and is waited for.
 *
 * @param controlPlane the node whose kubectl is used
 */
export function startKubeadmJoin(
  context: CreateContext,
  node: string,
  controlPlane: string,
  kubernetesVersion: string,
  signal: AbortSignal,
): KubeadmJoin {
  const { engine, progress, cluster } = context;
  const nextMayJoin = deferred();
  const overlaps = joinsEtcdAsLearner(parseGenericVersion(kubernetesVersion));
  let text = '';
  const onOutput = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-1000);
    if (overlaps && text.includes(MEMBER_PROMOTED)) nextMayJoin.resolve();
  };
  const join = async () => {
    const skip = skipPhaseArguments(kubernetesVersion, 'join', cluster.networking.kubeProxyMode);
    const command = ['kubeadm', 'join', '--config', '/kind/kubeadm.conf', '--v=6', ...skip];
    try {
      const { stdout, stderr } = await engine.exec(node, command, { signal, onOutput });
      progress.log(stdout + stderr, 3);
    } catch (error) {
      throw wrapError(error, `failed to join node with kubeadm: node "${node}"`);
    }
    // One kubectl for each node: given several that are not there yet, it fails at once.
    const args = ['--for=create', `node/${node}`];
    await kubectlWait(context, controlPlane, kubernetesVersion, args, `node "${node}" to register`, signal);
  };
  const done = join();
  done.then(nextMayJoin.resolve, nextMayJoin.reject);
  // Who waits for none of them still learns of the failure from the step that waits for `done`.
  for (const promise of [nextMayJoin.promise, done]) promise.catch(() => {});
  return { nextMayJoin: nextMayJoin.promise, done };
}
