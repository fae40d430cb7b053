import { KindlingError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import type { CreateContext } from '../context.js';

/** Asks the kernel for IPVS, which makes it load the module where there is one; iproute2 in every node image. */
const ASK = ['genl', 'ctrl', 'get', 'name', 'IPVS'];

/** What `genl` says when the kernel does not know the name. Its exit code is also that of an absent program. */
const REFUSED = /Error talking to the kernel/;

/**
 * Checks before Kubernetes starts that its kube-proxy can use IPVS: one that can't fails again and again, and leaves a
 * cluster without Services. An image whose tools cannot tell is taken at its word.
 *
 * @throws {KindlingError} PREFLIGHT when the kernel has no IPVS
 */
export async function checkIpvs(
  { engine }: Pick<CreateContext, 'engine'>,
  node: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await engine.exec(node, ASK, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CommandError) || !REFUSED.test(error.output)) return;
    throw new KindlingError('PREFLIGHT', `kubeProxyMode is "ipvs", and the kernel under node "${node}" has no IPVS`, {
      hint: 'set networking.kubeProxyMode to nftables or iptables, or load the module on the host: modprobe ip_vs',
    });
  }
}
