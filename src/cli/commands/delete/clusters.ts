import type { Invocation } from '../../command.js';
import { kubeconfigOptions } from '../../common-flags.js';
import { connect } from '../../connect.js';
import { goQuoteList } from '../../go-quote.js';
import { UsageError } from '../../usage-error.js';

/** `kind delete clusters` */
export async function run(invocation: Invocation): Promise<void> {
  const { args: names, flags, progress } = invocation;
  const all = flags.bool('all');
  if (!all && names.length === 0) {
    throw new UsageError('no cluster names provided', 'name the clusters to delete, or use --all');
  }
  const { library, base } = await connect(invocation);
  const deleted = await library.deleteClusters({
    ...base,
    ...kubeconfigOptions(invocation),
    ...(!all && { names }),
  });
  progress.log(`Deleted clusters: ${goQuoteList(deleted)}`);
}
