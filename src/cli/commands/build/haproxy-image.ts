import type { Invocation } from '../../command.js';
import { buildOptions } from './build-options.js';

/** `kind build haproxy-image` */
export async function run(invocation: Invocation): Promise<void> {
  const options = await buildOptions(invocation, 'haproxy-image');
  const { buildHaproxyImage } = await invocation.context.imageBuilders();
  await buildHaproxyImage(options);
}
