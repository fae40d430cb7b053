import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { clusterName } from '../../flags/common-flags.js';

/** `kind load docker-image` */
export async function run(invocation: Invocation): Promise<void> {
  const { library, base } = await connect(invocation);
  const nodes = invocation.flags.strings('nodes');
  await library.loadImages({
    ...base,
    name: clusterName(invocation),
    images: invocation.args,
    ...(nodes && { nodes }),
  });
}
