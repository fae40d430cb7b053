import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { FirstDocument } from './first-document.js';
import { describe, entriesOf, offsetOf } from './mapping.js';
import type { Problem } from './problems.js';
import { describeScalar, isNull, textOf, toBoolean, toInteger, toText } from './scalars.js';
import { type MapSchema, type ObjectSchema, type Schema, type StringSchema, zeroValue } from './schema.js';
import { nearest } from './suggest.js';

/**
 * Decodes YAML nodes by a schema. Problems are collected, so one run reports all of them; where there is one, the
 * value is left out.
 */
export class Walker {
  readonly problems: Problem[] = [];
  /** Fields that are known but gone. Their values are left out. */
  readonly refused: Problem[] = [];
  readonly #document: FirstDocument;

  constructor(document: FirstDocument) {
    this.#document = document;
  }

  /** The value of a node that is not null, or undefined after a problem. */
  decode(schema: Schema, node: Node): unknown {
    switch (schema.type) {
      case 'object':
        return this.#object(schema, node);
      case 'map':
        return this.#map(schema, node);
      case 'array':
        return this.#array(schema.items, node);
      case 'refused':
        this.refused.push({ offset: offsetOf(node), message: schema.reason });
        return undefined;
      case 'string':
        return this.#scalar(node, 'a string', (scalar) => this.#string(schema, scalar));
      case 'boolean':
        return this.#scalar(node, 'true or false', toBoolean);
      case 'integer':
        return this.#scalar(node, 'an integer', (scalar) => {
          const value = toInteger(scalar);
          if (value === undefined || (value >= schema.minimum && value <= schema.maximum)) return value;
          return this.#refuse(scalar, `${textOf(scalar)} is not between ${schema.minimum} and ${schema.maximum}`);
        });
    }
  }

  #object(schema: ObjectSchema, node: Node): Record<string, unknown> | undefined {
    if (!isMap(node)) return this.#mismatch(node, `a mapping (${schema.name})`);
    const fields: Record<string, Schema> = schema.fields;
    const result: Record<string, unknown> = {};
    for (const { key, offset, value } of entriesOf(node, this.#document, this.problems)) {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (field === undefined) {
        this.problems.push({ offset, message: unknownField(key, schema.name, Object.keys(fields)) });
      } else if (value !== undefined) {
        const decoded = this.decode(field, value);
        if (decoded !== undefined) result[key] = decoded;
      }
    }
    return result;
  }

  #map(schema: MapSchema, node: Node): Record<string, unknown> | undefined {
    if (!isMap(node)) return this.#mismatch(node, 'a mapping');
    const entries = entriesOf(node, this.#document, this.problems).map(({ key, value }) => {
      return [key, value === undefined ? zeroValue(schema.values) : this.decode(schema.values, value)] as const;
    });
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  #array(items: Schema, node: Node): unknown[] | undefined {
    if (!isSeq(node)) return this.#mismatch(node, 'a list');
    // Empty elements are left out, as in kind.
    return node.items.flatMap((item) => {
      const value = this.#document.resolve(item);
      return value === null || (isScalar(value) && isNull(value)) ? [] : [this.decode(items, value)];
    });
  }

  #scalar<T>(node: Node, expected: string, convert: (scalar: Scalar) => T | undefined | Refused): T | undefined {
    if (!isScalar(node)) return this.#mismatch(node, expected);
    const value = convert(node);
    if (value === undefined) return this.#mismatch(node, expected);
    return value instanceof Refused ? undefined : value;
  }

  #string(schema: StringSchema, scalar: Scalar): string | Refused | undefined {
    const written = toText(scalar);
    const text = schema.upperCase ? written?.toUpperCase() : written;
    if (text === undefined || schema.refuse === undefined || text === '' || schema.values?.includes(text)) return text;
    return this.#refuse(scalar, schema.refuse(text));
  }

  #refuse(node: Node, message: string): Refused {
    this.problems.push({ offset: offsetOf(node), message });
    return new Refused();
  }

  #mismatch(node: Node, expected: string): undefined {
    const found = isScalar(node) ? describeScalar(node) : describe(node);
    this.problems.push({ offset: offsetOf(node), message: `expected ${expected}, found ${found}` });
    return undefined;
  }
}

/** Marks a value whose problem is already reported. */
class Refused {}

function unknownField(key: string, owner: string, known: readonly string[]): string {
  const near = nearest(key, known);
  const hint = near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`;
  return `unknown field ${JSON.stringify(key)} in ${owner}${hint}`;
}
