import { wrapError } from '../../errors.js';
import { kubectlWaitsForCreation } from '../../version/features.js';
import { parseGenericVersion } from '../../version/version.js';
import type { CreateContext } from '../context.js';
import { kubectl } from './kubectl.js';

/** How long the controller manager may take to make the first ServiceAccounts, as kubectl writes durations. */
const LIMIT = '60s';

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
  if (!kubectlWaitsForCreation(parseGenericVersion(kubernetesVersion))) return;
  try {
    const args = ['wait', '--for=create', 'serviceaccount/default', '--namespace=default', `--timeout=${LIMIT}`];
    await kubectl(context, node, args, signal);
  } catch (error) {
    throw wrapError(error, 'failed to wait for the default ServiceAccount');
  }
}
