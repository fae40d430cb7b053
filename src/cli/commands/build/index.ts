import type { Command } from '../../command.js';
import type { Flag } from '../../flags/flag.js';

const archFlag: Flag = {
  name: 'arch',
  type: 'string',
  help: 'architecture to build for (default: that of this machine)',
  complete: ['amd64', 'arm64'],
};

export const buildCommands: Command = {
  name: 'build',
  short: 'Build node images',
  commands: [],
};
void archFlag;
