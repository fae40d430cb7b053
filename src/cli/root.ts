import type { Command } from './command.js';
import { buildCommands } from './commands/build/index.js';
import { completionCommands } from './commands/completion/index.js';
import { configCommands } from './commands/config/index.js';
import { createCommands } from './commands/create/index.js';
import { deleteCommands } from './commands/delete/index.js';
import { exportCommands } from './commands/export/index.js';
import { getCommands } from './commands/get/index.js';
import { kubectlCommand } from './commands/kubectl/index.js';
import { loadCommands } from './commands/load/index.js';
import { versionFlag } from './flags/global-flags.js';

/** The commands, as data. A command's code is loaded when it runs. */
export const root: Command = {
  name: 'kind',
  short: 'Local Kubernetes clusters whose nodes are containers',
  long: 'kind runs Kubernetes clusters on this machine. Their nodes are containers of Docker, podman or nerdctl.',
  flags: [versionFlag],
  commands: [
    buildCommands,
    completionCommands,
    configCommands,
    createCommands,
    deleteCommands,
    exportCommands,
    getCommands,
    {
      name: 'help',
      short: 'Help about any command',
      usage: '[COMMAND]',
      args: { kind: 'any' },
      load: () => import('./commands/help.js'),
    },
    kubectlCommand,
    loadCommands,
    {
      name: 'version',
      short: 'Print the version',
      args: { kind: 'any' },
      load: () => import('./commands/version.js'),
    },
    {
      name: '__complete',
      short: 'What may come next on a command line, for shells',
      hidden: true,
      passThrough: true,
      load: () => import('./completion/complete.js'),
    },
    {
      name: '__completeNoDesc',
      short: 'The same, without descriptions',
      hidden: true,
      passThrough: true,
      load: () => import('./completion/complete-without-descriptions.js'),
    },
  ],
};
