import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { clusterName } from '../../flags/common-flags.js';
import { outputFormat } from '../../output/output-flag.js';
import { printLines } from '../../text/print.js';

/** `kind get kubeconfig` */
export async function run(invocation: Invocation): Promise<void> {
  const { library, base } = await connect(invocation);
  const internal = invocation.flags.bool('internal');
  const kubeconfig = await library.getKubeconfig({ ...base, name: clusterName(invocation), internal });
  switch (outputFormat(invocation.flags)) {
    case undefined:
      return printLines(invocation.context, [kubeconfig]);
    case 'yaml':
      invocation.context.stdout.write(kubeconfig);
      return;
    case 'json': {
      const [{ parse }, { printDocument }] = await Promise.all([import('yaml'), import('../../output/document.js')]);
      printDocument(invocation.context, 'json', parse(kubeconfig));
    }
  }
}
