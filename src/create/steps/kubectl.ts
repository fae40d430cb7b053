import type { RunResult } from '../../exec/run.js';
import type { CreateContext } from '../context.js';

/**
 * Arguments for manifests that need no check of their fields, because they come with the image or from here. Checking
 * makes the API server put its OpenAPI documents together, which costs a fresh one a second of processor time.
 */
export const UNCHECKED = ['--validate=false'];

/** Runs the kubectl of a control plane with the administrator's rights. */
export async function kubectl(
  { engine }: CreateContext,
  node: string,
  args: readonly string[],
  signal: AbortSignal,
  stdin?: string,
): Promise<RunResult> {
  const command = ['kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', ...args];
  return await engine.exec(node, command, { signal, ...(stdin !== undefined && { stdin }) });
}
