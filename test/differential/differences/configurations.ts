import type { Side } from '../sides.js';
import { type Difference, onEachStderr, onStderr, unchanged } from './difference.js';

const CONFIG_ERROR =
  /^(ERROR: failed to create cluster: (?:could not determine kind \/ apiVersion for|unable to decode) config:).*$/ms;

/** In place of the text of an error about a configuration, the lines of the configuration that are at fault. */
function linesAtFault(stderr: string, side: Side): string {
  const [error = ''] = CONFIG_ERROR.exec(stderr) ?? [];
  const position = side === 'ours' ? /(?<=[:\s])stdin:(\d+):\d+: /g : /^ {2}line (\d+): /gm;
  const lines = [...error.matchAll(position)].map(([, line]) => line);
  return stderr.replace(CONFIG_ERROR, `$1 lines ${lines.join(', ')}\n`);
}

/** Differences of errors about configurations. */
export const configurations = {
  yamlErrors: {
    reason: 'errors tell file, line and column; the lines that are at fault are compared',
    documented: 'configuration errors name a field',
    reconcile: onStderr(linesAtFault),
  },
  yamlSyntax: {
    reason: 'another YAML parser: where broken text stops making sense is told by ours alone',
    documented: 'configuration errors name a field',
    reconcile: onStderr((stderr) => stderr.replace(CONFIG_ERROR, '$1\n')),
  },
  configPosition: {
    reason: 'the same words, after file, line and column',
    documented: 'configuration errors name a field',
    reconcile: onEachStderr({
      theirs: unchanged,
      ours: (stderr) => stderr.replace(/(?<=config: )stdin:\d+:\d+: /, ''),
    }),
  },
  fractions: {
    reason: 'a fraction where a whole number is meant is a mistake; upstream goes on to the next one, a bad name',
    documented: 'a fraction for a whole number',
    reconcile: onEachStderr({
      theirs: (stderr) => stderr.replace(/'Bad_Name' is not a valid cluster name.*/, '<mistake>'),
      ours: (stderr) =>
        stderr.replace(/unable to decode config: stdin:5:18: expected an integer, found "1.5"/, '<mistake>'),
    }),
  },
} satisfies Record<string, Difference>;
