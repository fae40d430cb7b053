import { globalFlags } from './global-flags.js';
import { parseFlags } from './parse.js';

/**
 * Looks for `-q` before anything else is known of the command line: flags it does not know, `-h` among them, are
 * passed over, and so are errors (spec §1.1).
 */
export function wantsQuiet(line: readonly string[]): boolean {
  const quiet = globalFlags.filter(({ name }) => name === 'quiet');
  const known = line.filter((argument) => argument !== '-h' && argument !== '--help');
  try {
    return parseFlags(known, quiet, { ignoreUnknown: true }).values.bool('quiet');
  } catch {
    return false;
  }
}
