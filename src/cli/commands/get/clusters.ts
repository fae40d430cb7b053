import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { printLines } from '../../text/print.js';

/** `kind get clusters` */
export async function run(invocation: Invocation): Promise<void> {
  const { library, base } = await connect(invocation);
  const names = await library.listClusters(base);
  if (names.length === 0) invocation.progress.log('No kind clusters found.');
  printLines(invocation.context, names);
}
