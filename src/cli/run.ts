import { Writable } from 'node:stream';
import { semanticVersion } from '../cluster/version.js';
import type { Progress } from '../progress.js';
import { checkArguments } from './arguments.js';
import type { Command } from './command.js';
import type { CliContext } from './context.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { type Found, findCommand, flagsOf, words } from './find.js';
import type { Flag } from './flags/flag.js';
import { parseFlags } from './flags/parse.js';
import { wantsQuiet } from './flags/quiet.js';
import type { FlagValues } from './flags/values.js';
import { helpText, visibleCommands } from './help/help.js';
import { suggestNames } from './help/suggest.js';
import { wantedOutput } from './output/output-flag.js';
import { root } from './root.js';
import { terminalProgress } from './terminal/terminal-progress.js';
import { explainUsage } from './text/history.js';
import { pointers } from './text/pointers.js';
import { text } from './text/text.js';
import { UsageError } from './text/usage-error.js';

/**
 * Runs one command line.
 *
 * @param argv the arguments, without the program's name
 * @returns the exit code; nothing is thrown
 */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  const found = findCommand(root, argv);
  const quiet = wantsQuiet(found.command.passThrough ? found.line : argv);
  const world = quiet ? { ...context, stderr: new Writable({ write: (_chunk, _encoding, done) => done() }) } : context;
  try {
    return await dispatch(found, world, quiet);
  } catch (error) {
    await report(explainUsage(error, found), found, world);
    return context.signal.aborted ? exitCodeOf(context.signal) : exitCodes.failure;
  }
}

async function dispatch(found: Found, context: CliContext, quiet: boolean): Promise<number> {
  const { command, path } = found;
  if (path.length === 1) rejectUnknownCommand(found, command);
  const { values: flags, args } = parseFlags(found.line, flagsOf(command));
  if (flags.bool('help')) return print(context, helpText(path));
  if (flags.bool('version')) return print(context, `${text.versionFlag(semanticVersion())}\n`);
  checkArguments(path, args);
  if (!command.load) {
    print(context, helpText(path));
    if (path.length === 1) return exitCodes.success;
    throw new UsageError(text.subcommandRequired);
  }
  const { run } = await command.load();
  const progress = terminalProgress(context, flags.int32('verbosity'));
  warnOfDeprecated(flags, flagsOf(command), progress);
  try {
    const code = await run({ context, flags, args: command.passThrough ? found.passed : args, progress, quiet });
    return code ?? exitCodes.success;
  } finally {
    // A phase that is still open has failed; its spinner must stop in any case.
    progress.end(false);
  }
}

function warnOfDeprecated(values: FlagValues, flags: readonly Flag[], progress: Progress): void {
  for (const { name, deprecated } of flags) {
    if (deprecated !== undefined && values.has(name)) progress.warn(pointers.flag(name, deprecated));
  }
}

/** Tells an error in the format that the user asked for. */
async function report(error: unknown, found: Found, context: CliContext): Promise<void> {
  const verbosity = verbosityOf(found);
  const progress = terminalProgress(context, verbosity);
  const format = wantedOutput(found.command, found.line);
  if (format) {
    const { errorText } = await import('./output/error-object.js');
    progress.error(errorText(error, format, verbosity));
  } else {
    const { reportError } = await import('./text/report-error.js');
    reportError(error, progress, verbosity);
  }
}

function rejectUnknownCommand(found: Found, command: Command): void {
  const [word] = words(found.line, flagsOf(command));
  if (word === undefined) return;
  const close = suggestNames(
    word,
    visibleCommands(command).map(({ name }) => name),
  );
  throw new UsageError(text.unknownCommand(word, command.name) + (close.length > 0 ? text.didYouMean(close) : ''));
}

function verbosityOf(found: Found): number {
  try {
    return parseFlags(found.line, flagsOf(found.command), { ignoreUnknown: true }).values.int32('verbosity');
  } catch {
    return 0;
  }
}

function print(context: CliContext, output: string): number {
  context.stdout.write(output);
  return exitCodes.success;
}
