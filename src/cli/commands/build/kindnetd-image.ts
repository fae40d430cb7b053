import type { Invocation } from '../../command.js';
import { buildOptions } from './build-options.js';

/** `kind build kindnetd-image` */
export async function run(invocation: Invocation): Promise<void> {
  const options = await buildOptions(invocation, 'kindnetd-image');
  const { buildKindnetdImage } = await invocation.context.imageBuilders();
  await buildKindnetdImage(options);
}
