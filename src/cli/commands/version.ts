import { displayVersion, semanticVersion } from '../../cluster/version.js';
import type { Invocation } from '../command.js';
import { printLines } from '../text/print.js';

/** `kind version` */
export async function run({ context, quiet }: Invocation): Promise<void> {
  printLines(context, [quiet ? semanticVersion() : displayVersion()]);
}
