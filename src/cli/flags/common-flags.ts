import type { Invocation } from '../command.js';
import type { Flag } from './flag.js';

/** The default cluster name; the library's own, repeated so that help needs not load it. */
const DEFAULT_NAME = 'kind';

export const nameFlag: Flag = {
  name: 'name',
  shorthand: 'n',
  type: 'string',
  help: 'name of the cluster',
  default: DEFAULT_NAME,
  complete: 'clusters',
};

export const kubeconfigFlag: Flag = {
  name: 'kubeconfig',
  type: 'string',
  valueName: 'PATH',
  help: 'kubeconfig file to write to, instead of $KUBECONFIG or $HOME/.kube/config',
  complete: 'files',
};

export const nodesFlag: Flag = {
  name: 'nodes',
  type: 'strings',
  valueName: 'NODE,...',
  help: 'load into these nodes only',
  complete: 'nodes',
};

export const internalFlag: Flag = {
  name: 'internal',
  type: 'bool',
  help: 'use the address inside the cluster network, not the published port',
};

/** The cluster that a command is about: `--name`, else `KIND_CLUSTER_NAME`, else undefined. */
export function givenClusterName({ flags, context }: Pick<Invocation, 'flags' | 'context'>): string | undefined {
  if (flags.has('name')) return flags.string('name');
  return context.env.KIND_CLUSTER_NAME || undefined;
}

/** Like `givenClusterName`, with the default name at the end. */
export function clusterName(invocation: Pick<Invocation, 'flags' | 'context'>): string {
  return givenClusterName(invocation) || DEFAULT_NAME;
}

/** The value of `--kubeconfig` as library options. */
export function kubeconfigOptions({ flags, context }: Invocation): {
  env: Invocation['context']['env'];
  kubeconfig?: string;
} {
  const path = flags.string('kubeconfig');
  return { env: context.env, ...(path && { kubeconfig: path }) };
}
