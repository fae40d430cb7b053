import fc, { type Arbitrary } from 'fast-check';
import type { Schema } from './schema.js';

/** Among others, strings that YAML takes for something else when they are not in quotes. */
const strings = fc.oneof(
  { weight: 19, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.constantFrom('<<', '~', 'yes', '010', '1e3', '*a', '2026-01-01', '\u0085', '__proto__') },
);

/** Values that a schema allows. */
export function valuesOf(schema: Schema): Arbitrary<unknown> {
  switch (schema.type) {
    case 'string':
      return schema.values ? fc.constantFrom(...schema.values) : strings;
    case 'integer':
      return fc.integer({ min: schema.minimum, max: schema.maximum });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valuesOf(schema.items), { maxLength: 3 });
    case 'map':
      return fc.dictionary(strings, valuesOf(schema.values), { maxKeys: 3, noNullPrototype: true });
    case 'refused':
      return fc.constant(undefined);
    case 'object': {
      const fields = Object.entries<Schema>(schema.fields).map(([key, field]) => [key, valuesOf(field)]);
      return fc.record(Object.fromEntries(fields), { requiredKeys: [], noNullPrototype: true });
    }
  }
}
