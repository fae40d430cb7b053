import type { Invocation } from '../command.js';
import { findCommand, flagsOf, words } from '../find.js';
import { helpText } from '../help/help.js';
import { root } from '../root.js';
import { text } from '../text/text.js';
import { UsageError } from '../text/usage-error.js';

/** `kind help` */
export async function run({ args, context }: Invocation): Promise<void> {
  const { path, command, line } = findCommand(root, args);
  const [unknown] = words(line, flagsOf(command));
  if (unknown !== undefined) throw new UsageError(text.unknownHelpTopic(args.join(' ')));
  context.stdout.write(helpText(path));
}
