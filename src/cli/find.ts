import type { Command } from './command.js';
import { type Flag, findLong, findShort, standsAlone } from './flags/flag.js';
import { globalFlags, helpFlag } from './flags/global-flags.js';

export interface Found {
  /** From the root to the command that was found. */
  path: readonly [Command, ...Command[]];
  command: Command;
  /** The command line without the names of the path. For a command that passes through, only what came before it. */
  line: string[];
  /** What belongs to the other program of a command that passes through. */
  passed: string[];
}

/** Every flag that may be given to a command. */
export function flagsOf(command: Command): Flag[] {
  return [...(command.flags ?? []), helpFlag, ...globalFlags];
}

/**
 * Finds the command that a command line names. Flags may stand anywhere: `kind -v 1 get clusters`,
 * `kind get --name x nodes`. An unknown flag without `=` is taken to have a value, as kind's framework does.
 */
export function findCommand(root: Command, argv: readonly string[]): Found {
  const path: [Command, ...Command[]] = [root];
  let command = root;
  let line = [...argv];
  for (;;) {
    const at = firstWord(line, flagsOf(command));
    const next = command.commands?.find(({ name }) => at !== undefined && name === line[at]);
    if (at === undefined || !next) return { path, command, line, passed: [] };
    path.push(next);
    command = next;
    if (next.passThrough) return { path, command, line: line.slice(0, at), passed: line.slice(at + 1) };
    line = line.toSpliced(at, 1);
  }
}

/** The words of a line that are neither flags nor their values, for commands that have not been parsed yet. */
export function words(line: readonly string[], flags: readonly Flag[]): string[] {
  const at = firstWord(line, flags);
  return at === undefined ? [] : [line[at] as string, ...words(line.slice(at + 1), flags)];
}

function firstWord(line: readonly string[], flags: readonly Flag[]): number | undefined {
  for (let at = 0; at < line.length; at++) {
    const argument = line[at] as string;
    if (argument === '--') return undefined;
    if (takesNext(argument, flags)) at++;
    else if (argument !== '' && !argument.startsWith('-')) return at;
  }
  return undefined;
}

function takesNext(argument: string, flags: readonly Flag[]): boolean {
  if (argument.includes('=')) return false;
  if (argument.startsWith('--')) {
    const flag = findLong(flags, argument.slice(2));
    return !flag || !standsAlone(flag);
  }
  if (!argument.startsWith('-') || argument.length !== 2) return false;
  const flag = findShort(flags, argument.slice(1));
  return !flag || !standsAlone(flag);
}
