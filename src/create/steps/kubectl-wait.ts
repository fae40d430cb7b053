import { wrapError } from '../../errors.js';
import { kubectlWaitsForCreation } from '../../version/features.js';
import { parseGenericVersion } from '../../version/version.js';
import type { CreateContext } from '../context.js';
import { kubectl } from './kubectl.js';

/** How long the controller manager may take for its first work, as kubectl writes durations. */
const LIMIT = '60s';

/**
 * Waits with `kubectl wait` for something that the controller manager makes. Older Kubernetes' kubectl can't; nothing
 * is waited for there.
 *
 * @param args what to wait for, e.g. `--for=create serviceaccount/default`
 * @param what the same in words, for the error
 */
export async function kubectlWait(
  context: CreateContext,
  node: string,
  kubernetesVersion: string,
  args: readonly string[],
  what: string,
  signal: AbortSignal,
): Promise<void> {
  if (!kubectlWaitsForCreation(parseGenericVersion(kubernetesVersion))) return;
  try {
    await kubectl(context, node, ['wait', `--timeout=${LIMIT}`, ...args], signal);
  } catch (error) {
    throw wrapError(error, `failed to wait for ${what}`);
  }
}
