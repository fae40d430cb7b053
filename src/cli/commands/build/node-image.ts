import { wrapError } from '../../../errors.js';
import type { Invocation } from '../../command.js';
import { goQuote } from '../../text/go-quote.js';
import { pointers } from '../../text/pointers.js';
import { UsageError } from '../../text/usage-error.js';
import { buildOptions } from './build-options.js';
import { detectBuildType, oldBuildTypes } from './build-type.js';

/** `kind build node-image` */
export async function run(invocation: Invocation): Promise<void> {
  const { args, context, flags, progress } = invocation;
  const [source = flags.string('kube-root')] = args;
  const given = currentType(invocation);
  const type = given || (await detectBuildType(source, context.cwd));
  if (given === '' && source !== '') progress.log(`Detected build type: ${goQuote(type)}`);
  if (type !== 'modules') {
    throw new UsageError(
      `error building node image: building from ${goQuote(type)} is not possible`,
      'give a Kubernetes version such as v1.36.3: it is built from its Go modules',
    );
  }
  if (flags.has('base-image')) progress.warn('--base-image is not used: the base is made from packages, and cached');
  const options = await buildOptions(invocation, 'node-image');
  const { buildNodeImage } = await context.imageBuilders();
  try {
    await buildNodeImage({ ...options, ...(source && { kubernetesVersion: source }) });
  } catch (error) {
    throw wrapError(error, 'error building node image');
  }
}

/** The value of `--type`; one of older versions of kind counts as none. */
function currentType({ flags, progress }: Invocation): string {
  const type = flags.string('type');
  if (!oldBuildTypes.includes(type)) return type;
  progress.warn(pointers.buildType(type));
  return '';
}
