import type { ArgumentRule, Command } from './command.js';
import { commandPath } from './help/help.js';
import { text } from './text/text.js';
import { UsageError } from './text/usage-error.js';

/**
 * Checks the number of a command's arguments.
 *
 * @throws {UsageError} when there are too many or too few
 */
export function checkArguments(path: readonly Command[], args: readonly string[]): void {
  const command = path.at(-1);
  const rule: ArgumentRule = command?.args ?? { kind: command?.load ? 'none' : 'any' };
  const [first] = args;
  if (rule.kind === 'none' && first !== undefined) {
    throw new UsageError(text.unknownCommand(first, commandPath(path)));
  }
  if (rule.kind === 'at-most' && args.length > rule.count) {
    throw new UsageError(text.tooManyArgs(rule.count, args.length));
  }
  if (rule.kind === 'exactly' && args.length !== rule.count) {
    throw new UsageError(text.wrongNumberOfArgs(rule.count, args.length));
  }
  if (rule.kind === 'some' && first === undefined) throw new UsageError(rule.missing);
}
