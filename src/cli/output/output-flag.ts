import type { Command } from '../command.js';
import type { Flag } from '../flags/flag.js';
import { parseFlags } from '../flags/parse.js';
import type { FlagValues } from '../flags/values.js';

/** How a result is written for programs. */
export type OutputFormat = 'json' | 'yaml';

const formats: readonly OutputFormat[] = ['json', 'yaml'];

export const outputFlag: Flag = {
  name: 'output',
  shorthand: 'o',
  type: 'string',
  choices: formats,
  help: 'write the result, and an error, for programs',
};

/** What help says of the flag, wherever it is. */
export const OUTPUT_HELP =
  'Results with -o are for programs: fields may be added, but not renamed. An error is then an object on stderr,\n' +
  '{error: {code, message, hint}}, in the same format; JSON stands on one line, the last.';

/** The value of `--output`; undefined: the result is for people. */
export function outputFormat(flags: FlagValues): OutputFormat | undefined {
  return (flags.string('output') || undefined) as OutputFormat | undefined;
}

/**
 * Looks for `--output` on a command line that may be wrong in other respects, to tell the error in that format.
 *
 * @returns undefined for commands without the flag, and for values that are no format
 */
export function wantedOutput({ flags = [] }: Command, line: readonly string[]): OutputFormat | undefined {
  if (!flags.includes(outputFlag)) return undefined;
  try {
    return outputFormat(parseFlags(line, [outputFlag], { ignoreUnknown: true }).values);
  } catch {
    return undefined;
  }
}
