import { run } from '../../exec/run.js';

interface OciSpec {
  process?: { rlimits?: unknown };
  hooks?: Record<string, { path: string }[]>;
}

/**
 * The OCI runtime spec that containers in a node start from (/etc/containerd/cri-base.json): containerd's own,
 * without resource limits (the node's count), with the hook that hides the host's product name and UUID (spec §4.4).
 *
 * @param ctr host path of ctr, of the containerd that the node has
 */
export async function criBaseSpec(ctr: string): Promise<string> {
  const spec = JSON.parse((await run([ctr, 'oci', 'spec'])).stdout) as OciSpec;
  delete spec.process?.rlimits;
  spec.hooks = { createContainer: [{ path: '/kind/bin/mount-product-files.sh' }] };
  return `${JSON.stringify(spec, null, 2)}\n`;
}
