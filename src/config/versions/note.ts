/** What became of something in an older configuration that the current format has no place for. */
export interface Note {
  /** Where it would stand in the converted configuration: names and list indices from the top. */
  readonly path: readonly (string | number)[];
  /** One line without a full stop. */
  readonly text: string;
}

/** An older configuration in the current format. */
export interface Converted<T> {
  readonly value: T;
  readonly notes: readonly Note[];
}
