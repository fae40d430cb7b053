import type { Progress } from '../progress.js';
import type { CliContext } from './context.js';
import type { Completion, Flag } from './flags/flag.js';
import type { FlagValues } from './flags/values.js';

/** What a command gets to do its work. */
export interface Invocation {
  context: CliContext;
  flags: FlagValues;
  args: readonly string[];
  progress: Progress;
  /** `-q` was given. */
  quiet: boolean;
}

/** Does a command's work; errors are thrown. A program that is passed through yields its exit code. */
export type Run = ((invocation: Invocation) => Promise<void>) | ((invocation: Invocation) => Promise<number>);

/** How many arguments a command takes. */
export type ArgumentRule =
  | { kind: 'none' }
  | { kind: 'any' }
  | { kind: 'at-most'; count: number }
  | { kind: 'exactly'; count: number }
  /** At least one; `missing` is the error when there is none. */
  | { kind: 'some'; missing: string };

/** A command as data: what lookup, help and completion need, and where the code is. */
export interface Command {
  name: string;
  /** One line for the list of commands. */
  short: string;
  /** Help text. Default: `short`. */
  long?: string;
  /** The arguments in the usage line, e.g. `[DIRECTORY]`. */
  usage?: string;
  /** Lines of example commands. */
  examples?: readonly string[];
  flags?: readonly Flag[];
  /** Default: none for commands that run; any for groups, which ignore what they don't know. */
  args?: ArgumentRule;
  completeArgs?: Completion;
  hidden?: boolean;
  /** Everything after the command's name belongs to another program: flags are not looked at. */
  passThrough?: boolean;
  commands?: readonly Command[];
  /** Loads the code. Groups have none. */
  load?: () => Promise<{ run: Run }>;
}
