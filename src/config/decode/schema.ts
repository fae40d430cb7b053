/**
 * A configuration format as data. Decoding walks it; a JSON Schema can be generated from it. `description` and
 * `default` are for people and editors: decoding applies no defaults.
 */
export type Schema =
  | StringSchema
  | IntegerSchema
  | BooleanSchema
  | ArraySchema
  | MapSchema
  | ObjectSchema
  | RefusedSchema;

interface Annotations {
  readonly description?: string;
  readonly default?: unknown;
}

export interface StringSchema extends Annotations {
  readonly type: 'string';
  /** The words allowed. */
  readonly values?: readonly string[];
  /**
   * Refuses, with this text, a word that is not allowed. Absent: validation does that later, together with its
   * other problems. An empty string always counts as absent.
   */
  readonly refuse?: (value: string) => string;
  /** Words are compared and kept in upper case. */
  readonly upperCase?: boolean;
  /** What the string must look like, as a regular expression without flags. Validation reports it. */
  readonly pattern?: string;
}

export interface IntegerSchema extends Annotations {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
  /** The narrower range that makes sense. Validation reports it. */
  readonly valid?: { readonly minimum: number; readonly maximum: number };
}

export interface BooleanSchema extends Annotations {
  readonly type: 'boolean';
}

export interface ArraySchema extends Annotations {
  readonly type: 'array';
  readonly items: Schema;
}

/** A mapping with keys of the user's choice. */
export interface MapSchema extends Annotations {
  readonly type: 'map';
  readonly values: Schema;
}

/** A mapping with known keys only. */
export interface ObjectSchema<T = unknown> extends Annotations {
  readonly type: 'object';
  /** What messages call it. */
  readonly name: string;
  /** Every key of `T`, so that a type and its schema cannot drift apart. */
  readonly fields: { readonly [K in keyof T]-?: Schema };
  /** Keys that must be there. Whoever decodes checks them beforehand. */
  readonly required?: readonly string[];
}

/** A field that once was there. It is known, so that the message can say what became of it. */
export interface RefusedSchema extends Annotations {
  readonly type: 'refused';
  readonly reason: string;
}

/** What decoding yields for a key of a map without a value: the type's zero value, as in kind. */
export function zeroValue(schema: Schema): unknown {
  switch (schema.type) {
    case 'string':
      return '';
    case 'integer':
      return 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'map':
    case 'object':
      return {};
    case 'refused':
      return undefined;
  }
}
