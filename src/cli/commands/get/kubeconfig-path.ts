import { KindlingError } from '../../../errors.js';
import { ownKubeconfigPath } from '../../../kubeconfig/file/own-file.js';
import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { clusterName } from '../../flags/common-flags.js';
import { outputFormat } from '../../output/output-flag.js';
import { pointers } from '../../text/pointers.js';
import { printLines } from '../../text/print.js';

/** `kind get kubeconfig-path`, for scripts from before kind 0.6: writes the file that clusters had of their own. */
export async function run(invocation: Invocation): Promise<void> {
  const { context, progress } = invocation;
  const name = clusterName(invocation);
  const path = ownKubeconfigPath(name, context.env, context.platform);
  if (path === undefined) throw new KindlingError('KUBECONFIG', pointers.noHome);
  progress.warn(pointers.kubeconfigPath);
  const { library, base } = await connect(invocation);
  await library.exportKubeconfig({ ...base, name, env: context.env, kubeconfig: path });
  const format = outputFormat(invocation.flags);
  if (!format) return printLines(context, [path]);
  const { printDocument } = await import('../../output/document.js');
  printDocument(context, format, { path });
}
