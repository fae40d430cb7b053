import { KindlingError } from '../../../errors.js';
import type { Invocation } from '../../command.js';
import { type Connection, connect } from '../../connect.js';
import { exitCodes } from '../../exit-codes.js';
import { clusterName } from '../../flags/common-flags.js';
import { helpText } from '../../help/help.js';
import { root } from '../../root.js';
import { goQuote } from '../../text/go-quote.js';
import { kubectlCommand } from './index.js';
import { localManifests } from './local-manifests.js';
import { ownArguments } from './own-arguments.js';
import { wantsStdin } from './wants-stdin.js';

/** Where kubeadm puts the administrator's kubeconfig in a control plane's node. */
const KUBECONFIG = '/etc/kubernetes/admin.conf';

/** `kind kubectl`: the exit code is kubectl's. */
export async function run(invocation: Invocation): Promise<number> {
  const { context } = invocation;
  const own = ownArguments(invocation.args);
  if (own.help) {
    context.stdout.write(helpText([root, kubectlCommand]));
    return exitCodes.success;
  }
  const name = own.name ?? clusterName(invocation);
  const { args, input } = await localManifests(own.rest, context.cwd);
  const connection = await connect(invocation);
  const node = await runningControlPlane(connection, name);
  const terminal = input === undefined && context.stdin.isTTY === true && context.stdout.isTTY === true;
  const command = connection.base.engine.execCommand(node, ['env', `KUBECONFIG=${KUBECONFIG}`, 'kubectl', ...args], {
    tty: terminal,
    stdin: terminal || input !== undefined || wantsStdin(args),
  });
  return await context.foreground(command, input);
}

async function runningControlPlane({ library, base }: Connection, name: string): Promise<string> {
  const nodes = (await library.listNodes({ ...base, name })).filter(({ role }) => role === 'control-plane');
  if (nodes.length === 0) {
    throw new KindlingError(
      'CLUSTER_NOT_FOUND',
      `could not locate any control plane nodes for cluster named '${name}'. ` +
        'Use the --name option to select a different cluster',
    );
  }
  const running = nodes.filter(({ state }) => state === 'running').sort((a, b) => (a.name < b.name ? -1 : 1));
  const [node] = running;
  if (!node) {
    throw new KindlingError('NODE_FAILED', `no control plane node of cluster ${goQuote(name)} is running`, {
      hint: `start it with the container engine: ${base.engine.name} start ${nodes.map((stopped) => stopped.name).join(' ')}`,
    });
  }
  return node.name;
}
