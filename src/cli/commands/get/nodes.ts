import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { clusterName } from '../../flags/common-flags.js';
import { outputFormat } from '../../output/output-flag.js';
import { goQuote } from '../../text/go-quote.js';
import { printLines } from '../../text/print.js';

/** `kind get nodes` */
export async function run(invocation: Invocation): Promise<void> {
  const { context, flags, progress } = invocation;
  const { library, base } = await connect(invocation);
  const all = flags.bool('all-clusters');
  const name = clusterName(invocation);
  const nodes = all ? await library.listAllNodes(base) : await library.listNodes({ ...base, name });
  const format = outputFormat(flags);
  if (format) {
    const { printDocument } = await import('../../output/document.js');
    const fields = nodes.map(({ name, cluster, role, state }) => ({ name, cluster, role, state }));
    return printDocument(context, format, fields);
  }
  if (nodes.length === 0) {
    progress.log(all ? 'No kind nodes for any cluster.' : `No kind nodes found for cluster ${goQuote(name)}.`);
  }
  printLines(
    context,
    nodes.map((node) => node.name),
  );
}
