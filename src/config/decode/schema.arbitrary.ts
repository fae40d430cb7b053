import fc, { type Arbitrary } from 'fast-check';
import type { Schema } from './schema.js';

/** Values that a schema allows. */
export function valuesOf(schema: Schema): Arbitrary<unknown> {
  switch (schema.type) {
    case 'string':
      return schema.values ? fc.constantFrom(...schema.values) : fc.string();
    case 'integer':
      return fc.integer({ min: schema.minimum, max: schema.maximum });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valuesOf(schema.items), { maxLength: 3 });
    case 'map':
      return fc.dictionary(fc.string(), valuesOf(schema.values), { maxKeys: 3, noNullPrototype: true });
    case 'refused':
      return fc.constant(undefined);
    case 'object': {
      const fields = Object.entries<Schema>(schema.fields).map(([key, field]) => [key, valuesOf(field)]);
      return fc.record(Object.fromEntries(fields), { requiredKeys: [], noNullPrototype: true });
    }
  }
}
