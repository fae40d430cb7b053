import { KindlingError } from '../../../errors.js';
import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { clusterName } from '../../flags/common-flags.js';

/** `kind load image-archive` */
export async function run(invocation: Invocation): Promise<void> {
  const { args, context, flags, progress } = invocation;
  if (args.filter((path) => path === '-').length > 1) {
    throw new KindlingError('USAGE', 'standard input ("-") can be loaded once only');
  }
  if (args.length > 1) {
    progress.warn(
      'Loading several archives one after another: one archive with all the images takes less time and space.',
    );
  }
  const { library, base } = await connect(invocation);
  const nodes = flags.strings('nodes');
  await library.loadArchives({
    ...base,
    name: clusterName(invocation),
    archives: args.map((path) => (path === '-' ? context.stdin : path)),
    ...(nodes && { nodes }),
  });
}
