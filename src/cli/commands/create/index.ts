import type { Command } from '../../command.js';
import { kubeconfigFlag } from '../../flags/common-flags.js';

export const createCommands: Command = {
  name: 'create',
  short: 'Create a cluster',
  commands: [
    {
      name: 'cluster',
      short: 'Create a Kubernetes cluster',
      long:
        'Creates a Kubernetes cluster whose nodes are containers, and points kubectl to it.\n\n' +
        'Without --name, the cluster is named by $KIND_CLUSTER_NAME, else by the configuration, else "kind".',
      examples: [
        'kind create cluster',
        'kind create cluster --name dev --config dev.yaml --wait 2m',
        'kind create cluster --config - < dev.yaml',
      ],
      flags: [
        {
          name: 'bootstrap',
          type: 'string',
          choices: ['kubeadm', 'seed'],
          help: 'how it is initialised (default: from the seed of its image, where it can be)',
        },
        {
          name: 'config',
          type: 'string',
          valueName: 'PATH',
          help: 'configuration file; - is stdin',
          complete: 'files',
        },
        {
          name: 'image',
          type: 'string',
          valueName: 'IMAGE',
          help: 'node image for every node, over the configuration',
          complete: 'nothing',
        },
        kubeconfigFlag,
        // No default here: the configuration may name the cluster.
        {
          name: 'name',
          shorthand: 'n',
          type: 'string',
          help: 'name of the cluster, over $KIND_CLUSTER_NAME and the configuration',
          complete: 'nothing',
        },
        { name: 'retain', type: 'bool', help: 'keep the nodes when something fails, to look into them' },
        {
          name: 'timings',
          type: 'string',
          valueName: 'FILE',
          help: 'write a page (HTML) of what took how long, and what waited for what',
          complete: 'files',
        },
        {
          name: 'wait',
          type: 'duration',
          help: 'how long to wait for nodes to be Ready, such as 90s or 5m',
          complete: ['30s', '60s', '2m', '5m'],
        },
      ],
      load: () => import('./cluster.js'),
    },
  ],
};
