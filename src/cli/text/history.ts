import type { KindlingError } from '../../errors.js';
import { type Found, flagsOf, words } from '../find.js';
import { commandPath, visibleCommands } from '../help/help.js';
import { suggestNames } from '../help/suggest.js';
import { UsageError } from './usage-error.js';

/** What scripts may call that is not there (spec §1.5), and what to use now. What is taken still: `pointers.ts`. */
const gone: Record<string, string> = {
  'build add-image':
    '"build add-image" was never released: use "kind load docker-image", or build an image FROM the node image',
};

/** Adds to a usage error what the user may have meant. The message itself stays the one that kind gives. */
export function explainUsage(error: unknown, found: Found): unknown {
  if (!(error instanceof UsageError) || error.hint !== undefined) return error;
  const hint = hintFor(error, found);
  return hint === undefined ? error : new UsageError(error.message, hint);
}

function hintFor(error: KindlingError, { path, command, line }: Found): string | undefined {
  const unknownFlag = /^unknown flag: --(.*)$/.exec(error.message)?.[1];
  if (unknownFlag !== undefined) {
    const names = flagsOf(command).map(({ name }) => name);
    return meant(suggestNames(unknownFlag, names).map((name) => `--${name}`));
  }
  const [word] = words(line, flagsOf(command));
  if (path.length === 1 || !command.commands || word === undefined) return undefined;
  const close = suggestNames(
    word,
    visibleCommands(command).map(({ name }) => name),
  );
  return gone[`${path[1]?.name} ${word}`] ?? meant(close.map((name) => `"${commandPath(path)} ${name}"`));
}

function meant(names: readonly string[]): string | undefined {
  return names.length > 0 ? `did you mean ${names.join(' or ')}?` : undefined;
}
