import { pointers } from '../text/pointers.js';
import type { Flag } from './flag.js';

/** Flags of every command. */
export const globalFlags: readonly Flag[] = [
  {
    name: 'loglevel',
    type: 'string',
    help: 'accepted for compatibility, not used',
    hidden: true,
    deprecated: pointers.loglevel,
  },
  { name: 'quiet', shorthand: 'q', type: 'bool', help: 'write nothing to stderr' },
  { name: 'verbosity', shorthand: 'v', type: 'int32', help: 'how much to tell: 0 the usual, 1 and up for debugging' },
];

export const helpFlag: Flag = { name: 'help', shorthand: 'h', type: 'bool', help: 'show this help' };

/** A flag of the root command alone. */
export const versionFlag: Flag = { name: 'version', type: 'bool', help: 'show the version' };
