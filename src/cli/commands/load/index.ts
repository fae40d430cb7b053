import type { Command } from '../../command.js';
import { nameFlag, nodesFlag } from '../../flags/common-flags.js';

export const loadCommands: Command = {
  name: 'load',
  short: 'Load images into nodes',
  args: { kind: 'none' },
  commands: [
    {
      name: 'docker-image',
      short: "Load images of this machine's container engine",
      long: `Copies images of this machine's container engine (Docker or another) into the nodes of a cluster. Only layers that
a node lacks are copied.`,
      usage: 'IMAGE [IMAGE...]',
      args: { kind: 'some', missing: 'a list of image names is required' },
      completeArgs: 'nothing',
      flags: [nameFlag, nodesFlag],
      load: () => import('./docker-image.js'),
    },
    {
      name: 'image-archive',
      short: 'Load images of archive files',
      long: `Copies the images of archives (Docker or OCI, as "docker save" writes them, also compressed with gzip) into the
nodes of a cluster. Only layers that a node lacks are copied. "-" is standard input; of a directory, the archives in it.`,
      usage: 'FILE [FILE...]',
      args: { kind: 'some', missing: 'name of image archive is required' },
      completeArgs: 'files',
      flags: [nameFlag, nodesFlag],
      load: () => import('./image-archive.js'),
    },
  ],
};
