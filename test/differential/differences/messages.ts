import { eachSide } from '../sides.js';
import { type Difference, onEachStderr, onStderr, unchanged } from './difference.js';

/** Differences of what is told, whatever it is about. */
export const messages = {
  version: {
    reason: 'each tells its own version and runtime',
    documented: '| `version` tells',
    reconcile: (outcomes) =>
      eachSide(outcomes, (outcome) => ({
        ...outcome,
        stdout: outcome.stdout.replace(/\d+\.\d+\.\d+/, '<version>').replace(/ (go|v)\d+\.\d+\.\d+ /, ' <runtime> '),
      })),
  },
  hint: {
    reason: 'where something is to be done about an error, a line says what',
    documented: 'errors are followed by a line `HINT: …`',
    reconcile: onEachStderr({ theirs: unchanged, ours: (stderr) => stderr.replace(/^HINT: .*\n/m, '') }),
  },
  advice: {
    reason: 'advice is worded by us',
    documented: 'advice that is no error',
    reconcile: onEachStderr({
      theirs: (stderr) => stderr.replace(/^It is suggested that you save multiple images .*\n/m, '<advice>\n'),
      ours: (stderr) => stderr.replace(/^Loading several archives .*\n/m, '<advice>\n'),
    }),
  },
  farewell: {
    reason: 'the last line wishes something nice, in words of our own',
    documented: 'the farewell',
    reconcile: onStderr((stderr) => stderr.replace(/\n\n.*\n$/, '\n\n<farewell>\n')),
  },
  stackTrace: {
    reason: 'the frames are those of another program, which knows frames of other errors',
    documented: 'stack traces',
    reconcile: onStderr((stderr) => stderr.replace(/\n\nStack Trace: \n.*$/s, '\n')),
  },
  helpTakesWord: {
    reason: 'help before the command is help of the command',
    documented: '`kind -h get nodes`',
    reconcile: ({ theirs, ours }) => {
      const told = /unknown command "\w+" for "kind"|^<help of kind( \w+)*>$/m;
      const swallows = told.test(theirs.stderr + theirs.stdout) && told.test(ours.stderr + ours.stdout);
      return swallows ? { theirs: ours, ours } : { theirs, ours };
    },
  },
  emptyName: {
    reason: 'an empty --name means the default cluster; messages name the one that is meant',
    documented: 'an empty `--name`',
    reconcile: onEachStderr({ theirs: (stderr) => stderr.replace('""', '"kind"'), ours: unchanged }),
  },
  completesMore: {
    reason: 'clusters, nodes, directories, and flags and commands of our own are completed as well',
    documented: 'completion of commands',
    reconcile: (outcomes) =>
      eachSide(outcomes, (outcome) => ({
        ...outcome,
        stdout: '',
        stderr: outcome.stderr.replace(/ShellCompDirective\w+/, '').replace(/^\[Debug\].*\n/m, ''),
      })),
  },
} satisfies Record<string, Difference>;
