import type { CreateContext } from '../context.js';
import { kubectlWait } from './kubectl-wait.js';

/**
 * Waits for the ServiceAccount `default`: until the controller manager has made it, every pod is refused, and scripts
 * that deploy right after `create cluster` would fail now and then.
 */
export async function waitForServiceAccount(
  context: CreateContext,
  node: string,
  kubernetesVersion: string,
  signal: AbortSignal,
): Promise<void> {
  const args = ['--for=create', '--namespace=default', 'serviceaccount/default'];
  await kubectlWait(context, node, kubernetesVersion, args, 'the default ServiceAccount', signal);
}
