import { text } from '../../text/text.js';
import { UsageError } from '../../text/usage-error.js';

export interface OwnArguments {
  name?: string;
  help: boolean;
  /** What goes to kubectl. */
  rest: readonly string[];
}

/**
 * Takes our own flags from the beginning of kubectl's arguments: `--name NAME`, a lone `--help` or `-h`, and a `--`
 * that ends them.
 */
export function ownArguments(args: readonly string[]): OwnArguments {
  const [first, second] = args;
  if (args.length === 1 && (first === '--help' || first === '-h')) return { help: true, rest: [] };
  if (first === '--') return { help: false, rest: args.slice(1) };
  if (first === '--name') {
    if (second === undefined) throw new UsageError(text.flagNeedsArgument(first));
    return { name: second, ...ownArguments(args.slice(2)) };
  }
  if (first?.startsWith('--name=')) return { name: first.slice('--name='.length), ...ownArguments(args.slice(1)) };
  return { help: false, rest: args };
}
