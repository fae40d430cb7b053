import { text } from '../text/text.js';
import { UsageError } from '../text/usage-error.js';
import { parseCsv } from './csv.js';
import { parseDuration } from './duration.js';
import type { Flag } from './flag.js';
import { parseInt32 } from './int32.js';

type Value = boolean | number | string | readonly string[];

/** The values of the flags of one command line. Asking for a flag that was not given yields its default. */
export class FlagValues {
  private readonly values = new Map<string, Value>();

  constructor(private readonly flags: readonly Flag[]) {}

  /**
   * Takes the text that was given for a flag; repeated, the last one counts, and lists grow.
   *
   * @throws {UsageError} when the text does not fit the flag's type
   */
  set(flag: Flag, given: string): void {
    try {
      this.values.set(flag.name, this.convert(flag, given));
    } catch (error) {
      const shown = flag.shorthand ? `-${flag.shorthand}, --${flag.name}` : `--${flag.name}`;
      throw new UsageError(text.invalidArgument(given, shown, (error as Error).message));
    }
  }

  private convert(flag: Flag, given: string): Value {
    switch (flag.type) {
      case 'bool':
        return parseBool(given);
      case 'int32':
        return parseInt32(given);
      case 'duration':
        return parseDuration(given);
      case 'strings':
        return [...(this.strings(flag.name) ?? []), ...parseCsv(given)];
      case 'string':
        if (flag.choices && !flag.choices.includes(given)) throw new Error(text.notOneOf(flag.choices));
        return given;
    }
  }

  /** True when the flag was given. */
  has(name: string): boolean {
    return this.values.has(name);
  }

  bool(name: string): boolean {
    return this.values.get(name) === true;
  }

  int32(name: string): number {
    return (this.values.get(name) as number | undefined) ?? 0;
  }

  /** Milliseconds. */
  duration(name: string): number {
    return (this.values.get(name) as number | undefined) ?? 0;
  }

  string(name: string): string {
    const given = this.values.get(name) as string | undefined;
    return given ?? this.flags.find((flag) => flag.name === name)?.default ?? '';
  }

  /** Undefined when the flag was not given. */
  strings(name: string): readonly string[] | undefined {
    return this.values.get(name) as readonly string[] | undefined;
  }
}

function parseBool(given: string): boolean {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(given)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(given)) return false;
  throw new Error(text.notABool(given));
}
