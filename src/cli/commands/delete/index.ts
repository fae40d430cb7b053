import type { Command } from '../../command.js';
import { kubeconfigFlag, nameFlag, nodesFlag } from '../../flags/common-flags.js';

export const deleteCommands: Command = {
  name: 'delete',
  short: 'Delete clusters, or images in nodes',
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
    {
      name: 'images',
      short: "Delete images from a cluster's nodes",
      long:
        'Deletes the named images from the nodes of a cluster, or with --unused all that no pod and no workload asks for,\n' +
        'except those that came with the node image. What is used is never deleted: naming it is an error. An image with\n' +
        'several names loses the one that is given.',
      usage: '[NAME...]',
      args: { kind: 'any' },
      completeArgs: 'images',
      flags: [
        { name: 'dry-run', type: 'bool', help: 'only list what would be deleted' },
        nameFlag,
        { ...nodesFlag, help: 'delete from these nodes only' },
        { name: 'unused', type: 'bool', help: 'delete every image that nothing uses' },
      ],
      load: () => import('./images.js'),
    },
  ],
};
