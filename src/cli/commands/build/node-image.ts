import { preloadSources } from '../../../build/preload/preload-sources.js';
import { wrapError } from '../../../errors.js';
import type { Invocation } from '../../command.js';
import { goQuote } from '../../text/go-quote.js';
import { pointers } from '../../text/pointers.js';
import { UsageError } from '../../text/usage-error.js';
import { buildOptions } from './build-options.js';
import { BUILD_TYPES, type BuildType, detectBuildType, oldBuildTypes } from './build-type.js';
import { kubernetesSource } from './kubernetes-source.js';

/** `kind build node-image` */
export async function run(invocation: Invocation): Promise<void> {
  const { args, context, flags, progress } = invocation;
  const [argument = flags.string('kube-root')] = args;
  const given = currentType(invocation);
  const type = given ?? (await detectBuildType(argument, context.cwd));
  if (given === undefined && argument !== '') progress.log(`Detected build type: ${goQuote(type)}`);
  const source = await kubernetesSource(type, argument, invocation).catch((error: unknown) => {
    throw wrapError(error, 'error building node image');
  });
  const preload = await preloadSources(flags.strings('preload') ?? [], context.cwd);
  const options = await buildOptions(invocation, 'node-image', { engine: preload.images.length > 0 });
  const { buildNodeImage } = await context.imageBuilders();
  try {
    await buildNodeImage({
      ...options,
      ...(source.type === 'modules' && source.version === undefined ? {} : { source }),
      ...(preload.archives.length + preload.images.length > 0 && { preload }),
    });
  } catch (error) {
    throw wrapError(error, 'error building node image');
  }
}

/** The value of `--type`; one of older versions of kind counts as none. */
function currentType({ flags, progress }: Invocation): BuildType | undefined {
  const type = flags.string('type');
  if (type === '') return undefined;
  if (oldBuildTypes.includes(type)) {
    progress.warn(pointers.buildType(type));
    return undefined;
  }
  const known = BUILD_TYPES.find((candidate) => candidate === type);
  if (known !== undefined) return known;
  throw new UsageError(`there is no build type ${goQuote(type)}`, `there are ${BUILD_TYPES.join(', ')}`);
}
