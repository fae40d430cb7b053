import type { Command } from '../../command.js';
import { kubeconfigFlag, nameFlag } from '../../flags/common-flags.js';

export const deleteCommands: Command = {
  name: 'delete',
  short: 'Delete clusters',
  commands: [
    {
      name: 'cluster',
      short: 'Delete one cluster',
      long: 'Deletes a cluster: its containers, their volumes, and its entries in kubeconfig files. No such cluster is no error.',
      flags: [kubeconfigFlag, nameFlag],
      load: () => import('./cluster.js'),
    },
    {
      name: 'clusters',
      short: 'Delete several clusters',
      long: 'Deletes the named clusters, or all. One that cannot be deleted is reported and passed over.',
      usage: '[NAME...]',
      args: { kind: 'any' },
      completeArgs: 'clusters',
      flags: [{ name: 'all', shorthand: 'A', type: 'bool', help: 'delete every cluster' }, kubeconfigFlag],
      load: () => import('./clusters.js'),
    },
  ],
};
