import { bytesText } from '../../../bytes-text.js';
import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { clusterName } from '../../flags/common-flags.js';
import { printLines } from '../../text/print.js';
import { UsageError } from '../../text/usage-error.js';

/** `kind delete images` */
export async function run(invocation: Invocation): Promise<void> {
  const { args, context, flags, progress } = invocation;
  const unused = flags.bool('unused');
  if (!unused && args.length === 0) {
    throw new UsageError('no image names provided', 'name the images to delete, or use --unused');
  }
  const { library, base } = await connect(invocation);
  const nodes = flags.strings('nodes');
  const dryRun = flags.bool('dry-run');
  const name = clusterName(invocation);
  const images = await library.deleteImages({ ...base, name, images: args, unused, dryRun, ...(nodes && { nodes }) });
  if (dryRun && images.length > 0) {
    const { imageTable } = await import('../../text/image-table.js');
    return printLines(context, imageTable(images));
  }
  if (images.length === 0) progress.log('No unused images found.');
  for (const { names, id, size, nodes } of images) {
    progress.log(`Deleted image ${names.join(', ') || id} (${bytesText(size)}) from ${nodes.join(', ')}`);
  }
}
