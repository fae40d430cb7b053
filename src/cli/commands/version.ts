import { displayVersion, semanticVersion } from '../../cluster/version.js';
import type { Invocation } from '../command.js';
import { printLines } from '../text/print.js';

/** `kind version`; the bare version where usual messages are not wanted either. */
export async function run({ context, flags, quiet }: Invocation): Promise<void> {
  const bare = quiet || flags.int32('verbosity') < 0;
  printLines(context, [bare ? semanticVersion() : displayVersion()]);
}
