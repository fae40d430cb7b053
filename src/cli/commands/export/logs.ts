import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { KindlingError } from '../../../errors.js';
import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { clusterName } from '../../flags/common-flags.js';
import { goQuote } from '../../text/go-quote.js';
import { printLines } from '../../text/print.js';

/** `kind export logs` */
export async function run(invocation: Invocation): Promise<void> {
  const { args, context, progress } = invocation;
  const { library, base } = await connect(invocation);
  const name = clusterName(invocation);
  if ((await library.listNodes({ ...base, name })).length === 0) {
    throw new KindlingError('CLUSTER_NOT_FOUND', `unknown cluster ${goQuote(name)}`);
  }
  const directory = args[0] || (await mkdtemp(join(tmpdir(), 'kind-logs-')));
  progress.log(`Exporting logs for cluster ${goQuote(name)} to:`);
  printLines(context, [directory]);
  await library.collectLogs({ ...base, name, dir: resolve(context.cwd, directory) });
}
