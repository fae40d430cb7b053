import type { Invocation } from '../../command.js';
import { buildOptions } from './build-options.js';

/** `kind build storage-image` */
export async function run(invocation: Invocation): Promise<void> {
  const options = await buildOptions(invocation, 'storage-image');
  const helperImage = invocation.flags.string('helper-image');
  const { buildStorageImages } = await invocation.context.imageBuilders();
  await buildStorageImages({ ...options, ...(helperImage && { helperImage }) });
}
