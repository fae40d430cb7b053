import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { clusterName } from '../../flags/common-flags.js';
import { outputFormat } from '../../output/output-flag.js';
import { goQuote } from '../../text/go-quote.js';
import { printLines } from '../../text/print.js';

/** `kind get images` */
export async function run(invocation: Invocation): Promise<void> {
  const { context, flags, progress } = invocation;
  const { library, base } = await connect(invocation);
  const name = clusterName(invocation);
  const images = await library.listImages({ ...base, name });
  const format = outputFormat(flags);
  if (format) {
    const { printDocument } = await import('../../output/document.js');
    return printDocument(context, format, images);
  }
  if (images.length === 0) return progress.log(`No kind nodes found for cluster ${goQuote(name)}.`);
  const { imageTable } = await import('../../text/image-table.js');
  printLines(context, imageTable(images));
}
