import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { buildOptions } from './build-options.js';

/** `kind build base-image` */
export async function run(invocation: Invocation): Promise<void> {
  const options = buildOptions(invocation);
  const { base } = await connect(invocation);
  const { buildBaseImage } = await invocation.context.imageBuilders();
  await buildBaseImage({ ...base, ...options });
}
