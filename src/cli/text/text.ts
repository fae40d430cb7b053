import { goQuote, goQuoteRune } from './go-quote.js';

/**
 * The wording of every error about a command line. Scripts match on these texts, so they are those of kind and of the
 * flag library it uses (spec §1.1), letter for letter.
 */
export const text = {
  unknownFlag: (name: string) => `unknown flag: --${name}`,
  unknownShorthand: (letter: string, cluster: string) =>
    `unknown shorthand flag: ${goQuoteRune(letter)} in -${cluster}`,
  badFlagSyntax: (argument: string) => `bad flag syntax: ${argument}`,
  flagNeedsArgument: (argument: string) => `flag needs an argument: ${argument}`,
  shorthandNeedsArgument: (letter: string, cluster: string) =>
    `flag needs an argument: ${goQuoteRune(letter)} in -${cluster}`,
  invalidArgument: (value: string, flag: string, reason: string) =>
    `invalid argument ${goQuote(value)} for ${goQuote(flag)} flag: ${reason}`,

  notABool: (value: string) => `strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`,
  notAnInt: (value: string) => `strconv.ParseInt: parsing ${goQuote(value)}: invalid syntax`,
  intOutOfRange: (value: string) => `strconv.ParseInt: parsing ${goQuote(value)}: value out of range`,
  invalidDuration: (value: string) => `time: invalid duration ${goQuote(value)}`,
  missingUnit: (value: string) => `time: missing unit in duration ${goQuote(value)}`,
  unknownUnit: (unit: string, value: string) => `time: unknown unit ${goQuote(unit)} in duration ${goQuote(value)}`,
  notOneOf: (choices: readonly string[]) => `must be one of: ${choices.join(', ')}`,
  bareQuote: (column: number) => `parse error on line 1, column ${column}: bare " in non-quoted-field`,
  unclosedQuote: (column: number) => `parse error on line 1, column ${column}: extraneous or missing " in quoted-field`,

  unknownCommand: (name: string, parent: string) => `unknown command ${goQuote(name)} for ${goQuote(parent)}`,
  didYouMean: (names: readonly string[]) => `\n\nDid you mean this?\n${names.map((name) => `\t${name}\n`).join('')}`,
  subcommandRequired: 'Subcommand is required',
  tooFewArgs: (least: number, received: number) => `requires at least ${least} arg(s), only received ${received}`,
  tooManyArgs: (most: number, received: number) => `accepts at most ${most} arg(s), received ${received}`,
  wrongNumberOfArgs: (wanted: number, received: number) => `accepts ${wanted} arg(s), received ${received}`,
  unknownHelpTopic: (topics: readonly string[]) =>
    `Unknown help topic [${topics.map((topic) => `\`${topic}\``).join(' ')}]\n`,
  completionEnded: (directive: string) => `Completion ended with directive: ${directive}`,
  versionFlag: (version: string) => `kind version ${version}`,
} as const;
