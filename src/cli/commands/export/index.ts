import type { Command } from '../../command.js';
import { internalFlag, kubeconfigFlag, nameFlag } from '../../flags/common-flags.js';

export const exportCommands: Command = {
  name: 'export',
  short: 'Export a kubeconfig or logs',
  commands: [
    {
      name: 'kubeconfig',
      short: 'Point kubectl to a cluster',
      long: "Merges a cluster's kubeconfig into yours and makes it the current context.",
      flags: [internalFlag, kubeconfigFlag, nameFlag],
      load: () => import('./kubeconfig.js'),
    },
    {
      name: 'logs',
      short: "Collect a cluster's logs in a directory",
      long: "Collects logs and facts about a cluster's nodes in a directory, by default a new temporary one. Prints its path.",
      usage: '[DIRECTORY]',
      args: { kind: 'at-most', count: 1 },
      completeArgs: 'directories',
      flags: [nameFlag],
      load: () => import('./logs.js'),
    },
  ],
};
