import type { ArgumentRule, Command } from '../../command.js';

const oneFile: ArgumentRule = { kind: 'exactly', count: 1 };

export const configCommands: Command = {
  name: 'config',
  short: 'Check and convert cluster configurations',
  commands: [
    {
      name: 'migrate',
      short: 'Convert an old configuration to kind.x-k8s.io/v1alpha4',
      long:
        'Prints a configuration of kind.sigs.k8s.io/v1alpha1, v1alpha2 or v1alpha3 in the current format. Comments tell what\n' +
        'was left out and what needs care. A current configuration is printed as it is. FILE is a path; - is stdin.',
      usage: 'FILE',
      examples: ['kind config migrate old.yaml > cluster.yaml'],
      args: oneFile,
      completeArgs: 'files',
      load: () => import('./migrate.js'),
    },
    {
      name: 'schema',
      short: 'Print the JSON Schema of configurations',
      long:
        'Prints the JSON Schema (draft 2020-12) of kind.x-k8s.io/v1alpha4, for editors and other tools. It asks for\n' +
        'configurations as one should write them; "kind config validate" has the last word.',
      examples: ['kind config schema > kind.x-k8s.io-v1alpha4.json'],
      load: () => import('./schema.js'),
    },
    {
      name: 'validate',
      short: 'Check a configuration without creating a cluster',
      long:
        'Says what is wrong with a configuration, as "kind create cluster" would. Patches are parsed, but not applied: what\n' +
        'they do depends on the node image. FILE is a path; - is stdin.',
      usage: 'FILE',
      examples: ['kind config validate cluster.yaml'],
      args: oneFile,
      completeArgs: 'files',
      load: () => import('./validate.js'),
    },
  ],
};
