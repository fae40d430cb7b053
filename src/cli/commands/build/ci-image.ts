import { resolve } from 'node:path';
import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { buildOptions } from './build-options.js';

/** `kind build ci-image` */
export async function run(invocation: Invocation): Promise<void> {
  const { args, context, flags } = invocation;
  const options = buildOptions(invocation);
  const [version] = args;
  const [staticIp, hooks] = [flags.string('static-ip'), flags.string('hooks')];
  const sharedPki = context.env.KIND_SHARED_PKI === '1';
  const { base } = await connect(invocation);
  const { buildCiImage } = await context.imageBuilders();
  await buildCiImage({
    ...base,
    ...options,
    ...(version && { kubernetesVersion: version }),
    ...(staticIp && { staticIp }),
    ...(hooks && { hooks: resolve(context.cwd, hooks) }),
    ...(sharedPki && { sharedPki }),
  });
}
