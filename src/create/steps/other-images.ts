import type { ValidNode } from '../../config/valid.js';
import { messageOf } from '../../errors.js';
import { giveImages } from '../../images/give/give-images.js';
import type { CreateContext } from '../context.js';

/**
 * Gives nodes with other node images what the cluster will run on them in the versions of the first control plane's
 * image: kube-proxy and CoreDNS are one version on all nodes. That this fails is a warning, as without it: such nodes
 * may get the images from a registry.
 *
 * @param first the node that the cluster is initialised on
 * @param others nodes whose image is another one
 */
export async function giveImagesToOthers(
  { engine, progress }: Pick<CreateContext, 'engine' | 'progress'>,
  first: ValidNode,
  others: readonly ValidNode[],
  signal: AbortSignal,
): Promise<void> {
  const giver = { node: first.name, image: first.image };
  const takers = others.map(({ name, role }) => ({ node: name, controlPlane: role === 'control-plane' }));
  try {
    await giveImages(engine, giver, takers, { progress, signal });
  } catch (error) {
    signal.throwIfAborted();
    const names = others.map(({ name }) => name).join(', ');
    progress.warn(`${names} could not be given the images of ${first.name}, and will pull them: ${messageOf(error)}`);
  }
}
