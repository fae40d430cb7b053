import { wrapError } from '../../errors.js';
import { BOOTSTRAP_TOKEN } from '../../kubeadm/input.js';
import { kubectlWaitsForCreation } from '../../version/features.js';
import { parseGenericVersion } from '../../version/version.js';
import type { CreateContext } from '../context.js';
import { kubectl } from './kubectl.js';

/** How long the controller manager may take to sign, as kubectl writes durations. */
const LIMIT = '60s';

/**
 * Waits until the controller manager has signed the `cluster-info` ConfigMap with the bootstrap token. A `kubeadm
 * join` that finds it unsigned asks again only five seconds later.
 */
export async function waitForClusterInfo(
  context: CreateContext,
  node: string,
  kubernetesVersion: string,
  signal: AbortSignal,
): Promise<void> {
  if (!kubectlWaitsForCreation(parseGenericVersion(kubernetesVersion))) return;
  const signature = `{.data.jws-kubeconfig-${BOOTSTRAP_TOKEN.split('.')[0]}}`;
  const args = ['--namespace=kube-public', 'wait', `--for=jsonpath=${signature}`, `--timeout=${LIMIT}`];
  try {
    await kubectl(context, node, [...args, 'configmap/cluster-info'], signal);
  } catch (error) {
    throw wrapError(error, 'failed to wait for the signed cluster-info ConfigMap');
  }
}
