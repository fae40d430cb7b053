import type { Command } from '../command.js';
import { globalFlags, helpFlag } from '../flags/global-flags.js';
import { flagTable } from './flag-table.js';

/** Shorter names are padded to this, so that small lists look alike. */
const NAME_WIDTH = 11;

/** The full name of a command: `kind get nodes`. */
export function commandPath(path: readonly Command[]): string {
  return path.map(({ name }) => name).join(' ');
}

/** The help text of the last command of a path from the root. */
export function helpText(path: readonly [Command, ...Command[]]): string {
  const command = path.at(-1) as Command;
  const blocks = [(command.long ?? command.short).trim(), section('Usage', usageLines(path))];
  if (command.examples) blocks.push(section('Examples', indent(command.examples)));
  const shown = visibleCommands(command);
  if (shown.length > 0) blocks.push(section('Available Commands', commandTable(shown)));
  const isRoot = path.length === 1;
  const own = [...(command.flags ?? []), helpFlag, ...(isRoot ? globalFlags : [])];
  blocks.push(section('Flags', flagTable(own)));
  if (!isRoot) blocks.push(section('Global Flags', flagTable(globalFlags)));
  if (shown.length > 0) blocks.push(`Use "${commandPath(path)} [command] --help" for more about a command.`);
  return `${blocks.join('\n\n')}\n`;
}

/** The commands that help and completion show. */
export function visibleCommands(command: Command): Command[] {
  return (command.commands ?? []).filter(({ hidden }) => !hidden);
}

function usageLines(path: readonly Command[]): string[] {
  const command = path.at(-1);
  const name = commandPath(path);
  if (command?.passThrough) return [`  ${name}${command.usage ? ` ${command.usage}` : ''}`];
  const line = `  ${name} [flags]${command?.usage ? ` ${command.usage}` : ''}`;
  return command?.commands ? [line, `  ${name} [command]`] : [line];
}

function commandTable(commands: readonly Command[]): string[] {
  const width = Math.max(NAME_WIDTH, ...commands.map(({ name }) => name.length));
  return commands.map(({ name, short }) => `  ${name.padEnd(width)} ${short}`);
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines].join('\n');
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
