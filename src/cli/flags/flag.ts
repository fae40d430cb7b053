/** What a shell may offer for a flag's value or an argument. */
export type Completion = 'clusters' | 'nodes' | 'images' | 'files' | 'directories' | 'nothing' | readonly string[];

/** Types of values and what they become: see `FlagValues`. */
export type FlagType = 'bool' | 'int32' | 'string' | 'strings' | 'duration';

/** A flag as data. */
export interface Flag {
  name: string;
  /** One letter. */
  shorthand?: string;
  type: FlagType;
  /** One line of help. */
  help: string;
  /** The value's word in help, e.g. `PATH`. Default: the choices, else the type's. */
  valueName?: string;
  /** Default for strings; shown in help. */
  default?: string;
  /** The only values that a string may have. Shells offer them. */
  choices?: readonly string[];
  hidden?: boolean;
  /** What to use instead, as a warning when the flag is given. */
  deprecated?: string;
  complete?: Completion;
}

/** True when the flag stands alone: `--retain`, not `--name NAME`. */
export function standsAlone(flag: Flag): boolean {
  return flag.type === 'bool';
}

export function findLong(flags: readonly Flag[], name: string): Flag | undefined {
  return flags.find((flag) => flag.name === name);
}

export function findShort(flags: readonly Flag[], letter: string): Flag | undefined {
  return flags.find((flag) => flag.shorthand === letter);
}
