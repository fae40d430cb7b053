import type { Invocation } from '../command.js';
import { findCommand, flagsOf, words } from '../find.js';
import { helpText } from '../help/help.js';
import { root } from '../root.js';
import { text } from '../text/text.js';

/** `kind help`: of the command that is named. Words that name none are passed over, the first of them with a note. */
export async function run({ args, context }: Invocation): Promise<void> {
  const { path, command, line } = findCommand(root, args);
  const isUnknown = path.length === 1 && words(line, flagsOf(command)).length > 0;
  context.stdout.write((isUnknown ? text.unknownHelpTopic(args) : '') + helpText(path));
}
