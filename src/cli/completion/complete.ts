import type { Command, Invocation } from '../command.js';
import { findCommand, flagsOf, words } from '../find.js';
import { type Flag, findLong, findShort, standsAlone } from '../flags/flag.js';
import { parseFlags } from '../flags/parse.js';
import { visibleCommands } from '../help/help.js';
import { root } from '../root.js';
import { printLines } from '../text/print.js';
import { text } from '../text/text.js';
import { UsageError } from '../text/usage-error.js';
import { type Candidates, candidatesFor, nothing } from './candidates.js';
import { directive, directiveNames } from './directive.js';

/**
 * `kind __complete WORD... CURRENT`: what may stand for the last word (spec §1.1).
 *
 * @throws {UsageError} when there are no words
 */
export async function run(invocation: Invocation): Promise<void> {
  await printCandidates(invocation, (candidate) => candidate);
}

/** @param format makes a line of a candidate, which may have a description after a tab */
export async function printCandidates(
  { args, context, progress }: Invocation,
  format: (candidate: string) => string,
): Promise<void> {
  const current = args.at(-1);
  if (current === undefined) throw new UsageError(text.tooFewArgs(1, 0));
  const { candidates, directive } = await complete(args.slice(0, -1), current, context);
  printLines(context, [...candidates.map(format), `:${directive}`]);
  progress.log(text.completionEnded(directiveNames[directive]));
}

async function complete(before: string[], current: string, context: Invocation['context']): Promise<Candidates> {
  const { command, line } = findCommand(root, before);
  if (command.passThrough) return { candidates: [], directive: directive.files };
  const flags = flagsOf(command);
  const afterDashes = line.includes('--');
  const [assigned, value] = splitAssignment(current);
  const flag = afterDashes ? undefined : valueFlag(assigned ?? before.at(-1), flags);
  const values = parseFlags(line.slice(0, flag && assigned === undefined ? -1 : undefined), flags, {
    ignoreUnknown: true,
  }).values;
  if (flag)
    return candidatesFor(flag.complete ?? flag.choices ?? 'nothing', assigned === undefined ? current : value, {
      values,
      context,
    });
  if (current.startsWith('-') && !afterDashes) return matching(flags.flatMap(flagCandidates), current);
  const given = words(line, flags);
  if (command.commands) return given.length > 0 ? nothing : matching(commandCandidates(command), current);
  return candidatesFor(command.completeArgs ?? 'nothing', current, { values, context, given });
}

/** `--flag=value` in its parts; no assignment: undefined and the word itself. */
function splitAssignment(word: string): [flag: string | undefined, value: string] {
  const [, flag, value = ''] = /^(-[^=]*)=(.*)$/s.exec(word) ?? [];
  return flag === undefined ? [undefined, word] : [flag, value];
}

/** The flag whose value comes after a word. */
function valueFlag(word: string | undefined, flags: readonly Flag[]): Flag | undefined {
  if (!word?.startsWith('-') || word.includes('=')) return undefined;
  const flag = word.startsWith('--') ? findLong(flags, word.slice(2)) : findShort(flags, word.slice(-1));
  return flag && !standsAlone(flag) ? flag : undefined;
}

function flagCandidates(flag: Flag): string[] {
  return flag.hidden ? [] : [`--${flag.name}\t${flag.help}`];
}

function commandCandidates(command: Command): string[] {
  return visibleCommands(command).map(({ name, short }) => `${name}\t${short}`);
}

function matching(candidates: readonly string[], current: string): Candidates {
  return {
    candidates: candidates.filter((candidate) => candidate.startsWith(current)),
    directive: directive.candidatesOnly,
  };
}
