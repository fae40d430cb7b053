import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { buildOptions } from './build-options.js';

/** `kind build haproxy-image` */
export async function run(invocation: Invocation): Promise<void> {
  const options = buildOptions(invocation);
  const { base } = await connect(invocation);
  const { buildHaproxyImage } = await invocation.context.imageBuilders();
  await buildHaproxyImage({ ...base, ...options });
}
