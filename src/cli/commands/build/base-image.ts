import type { Invocation } from '../../command.js';
import { buildOptions } from './build-options.js';

/** `kind build base-image` */
export async function run(invocation: Invocation): Promise<void> {
  const options = await buildOptions(invocation, 'base-image');
  const { buildBaseImage } = await invocation.context.imageBuilders();
  await buildBaseImage(options);
}
