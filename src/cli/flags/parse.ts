import { text } from '../text/text.js';
import { UsageError } from '../text/usage-error.js';
import { type Flag, findLong, findShort, standsAlone } from './flag.js';
import { FlagValues } from './values.js';

export interface ParseOptions {
  /** Pass over flags that are not known, with what looks like their value. Default: false, they are errors. */
  ignoreUnknown?: boolean;
}

export interface ParsedArguments {
  values: FlagValues;
  /** Everything that is no flag, in order. */
  args: string[];
}

/**
 * Reads a command line the way kind's flag library (pflag) does: `--flag value`, `--flag=value`, `-f value`,
 * `-fvalue`, `-f=value`, clusters of letters, flags between arguments, `--` before arguments that look like flags.
 * A flag that stands alone takes a value only after `=`.
 *
 * @throws {UsageError} for an unknown flag, a missing value or one that does not fit the flag
 */
export function parseFlags(
  line: readonly string[],
  flags: readonly Flag[],
  options: ParseOptions = {},
): ParsedArguments {
  return new Parser(line, flags, options).parse();
}

class Parser {
  private readonly rest: string[];
  private readonly values: FlagValues;

  constructor(
    line: readonly string[],
    private readonly flags: readonly Flag[],
    private readonly options: ParseOptions,
  ) {
    this.rest = [...line];
    this.values = new FlagValues(flags);
  }

  parse(): ParsedArguments {
    const args: string[] = [];
    for (let next = this.rest.shift(); next !== undefined; next = this.rest.shift()) {
      if (next === '--') {
        args.push(...this.rest);
        break;
      }
      if (next.startsWith('--')) this.long(next);
      else if (next.startsWith('-') && next.length > 1) this.cluster(next.slice(1));
      else args.push(next);
    }
    return { values: this.values, args };
  }

  private long(argument: string): void {
    const [, name = '', , value] = /^--([^=]*)(=(.*))?$/s.exec(argument) ?? [];
    if (name === '' || name.startsWith('-')) throw new UsageError(text.badFlagSyntax(argument));
    const flag = findLong(this.flags, name);
    if (!flag) {
      if (!this.options.ignoreUnknown) throw new UsageError(text.unknownFlag(name));
      if (value === undefined) this.skipValue();
    } else if (value !== undefined) this.values.set(flag, value);
    else if (standsAlone(flag)) this.values.set(flag, 'true');
    else this.values.set(flag, this.following(text.flagNeedsArgument(argument)));
  }

  private cluster(letters: string): void {
    for (let rest = letters; rest !== ''; ) {
      const [letter = ''] = rest;
      const after = rest.slice(letter.length);
      const assigned = after.length > 1 && after.startsWith('=');
      const flag = findShort(this.flags, letter);
      if (!flag) {
        if (!this.options.ignoreUnknown) throw new UsageError(text.unknownShorthand(letter, rest));
        if (assigned) return;
        this.skipValue();
      } else if (assigned) {
        this.values.set(flag, after.slice(1));
        return;
      } else if (standsAlone(flag)) {
        this.values.set(flag, 'true');
      } else if (after !== '') {
        this.values.set(flag, after);
        return;
      } else {
        this.values.set(flag, this.following(text.shorthandNeedsArgument(letter, rest)));
      }
      rest = after;
    }
  }

  private following(missing: string): string {
    const value = this.rest.shift();
    if (value === undefined) throw new UsageError(missing);
    return value;
  }

  private skipValue(): void {
    if (this.rest[0] !== undefined && !this.rest[0].startsWith('-')) this.rest.shift();
  }
}
