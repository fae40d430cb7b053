import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { kubeconfigOptions } from '../../flags/common-flags.js';
import { goQuoteList } from '../../text/go-quote.js';
import { UsageError } from '../../text/usage-error.js';

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
