import type { Command } from '../../command.js';
import { internalFlag, nameFlag } from '../../flags/common-flags.js';

export const getCommands: Command = {
  name: 'get',
  short: 'Show clusters, nodes or a kubeconfig',
  commands: [
    {
      name: 'clusters',
      short: 'List clusters',
      long: 'Lists the names of all clusters, stopped ones too.',
      load: () => import('./clusters.js'),
    },
    {
      name: 'kubeconfig',
      short: "Print a cluster's kubeconfig",
      flags: [internalFlag, nameFlag],
      load: () => import('./kubeconfig.js'),
    },
    {
      name: 'nodes',
      short: 'List nodes',
      long: "Lists the names of a cluster's nodes: its containers, the load balancer and stopped ones too.",
      flags: [
        { name: 'all-clusters', shorthand: 'A', type: 'bool', help: 'nodes of every cluster; --name does not count' },
        nameFlag,
      ],
      load: () => import('./nodes.js'),
    },
  ],
};
