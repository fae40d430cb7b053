import type { Command } from '../../command.js';
import { internalFlag, nameFlag } from '../../flags/common-flags.js';
import { OUTPUT_HELP, outputFlag } from '../../output/output-flag.js';

export const getCommands: Command = {
  name: 'get',
  short: 'Show clusters, nodes, images or a kubeconfig',
  long: `Shows clusters, nodes, images or a kubeconfig.\n\n${OUTPUT_HELP}`,
  commands: [
    {
      name: 'clusters',
      short: 'List clusters',
      long:
        'Lists the names of all clusters, stopped ones too.\n\n' +
        `With -o, a list of clusters: name, nodes (a list of names).\n\n${OUTPUT_HELP}`,
      flags: [outputFlag],
      load: () => import('./clusters.js'),
    },
    {
      name: 'images',
      short: 'List the images in nodes',
      long:
        "Lists the images in a cluster's nodes: name, ID, size and the nodes that have it. Sizes are those of the layers\n" +
        'as they were loaded.\n\n' +
        'With -o, a list of images: names (a list), id, size (in bytes), nodes (a list of names), shipped (it came with\n' +
        `the node image).\n\n${OUTPUT_HELP}`,
      flags: [nameFlag, outputFlag],
      load: () => import('./images.js'),
    },
    {
      name: 'kubeconfig',
      short: "Print a cluster's kubeconfig",
      long: `Prints a cluster's kubeconfig. kubectl reads YAML and JSON.\n\n${OUTPUT_HELP}`,
      flags: [internalFlag, nameFlag, outputFlag],
      load: () => import('./kubeconfig.js'),
    },
    {
      name: 'kubeconfig-path',
      short: "Write a cluster's kubeconfig to a file of its own and print its path (deprecated)",
      hidden: true,
      flags: [nameFlag, outputFlag],
      load: () => import('./kubeconfig-path.js'),
    },
    {
      name: 'nodes',
      short: 'List nodes',
      long:
        "Lists the names of a cluster's nodes: its containers, the load balancer and stopped ones too.\n\n" +
        'With -o, a list of nodes: name, cluster, role (control-plane, worker or external-load-balancer), state (in\n' +
        `Docker's words, such as running or exited).\n\n${OUTPUT_HELP}`,
      flags: [
        { name: 'all-clusters', shorthand: 'A', type: 'bool', help: 'nodes of every cluster; --name does not count' },
        nameFlag,
        outputFlag,
      ],
      load: () => import('./nodes.js'),
    },
  ],
};
