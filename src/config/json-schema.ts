import type { IntegerSchema, ObjectSchema, Schema, StringSchema } from './decode/schema.js';
import { v1alpha4 } from './versions/v1alpha4.js';
import { CURRENT_API_VERSION } from './versions/versions.js';

/** A JSON Schema document or a part of one. */
export type JsonSchema = { [keyword: string]: unknown };

/**
 * The JSON Schema (draft 2020-12) of the current configuration format, for editors and other tools. It asks for
 * configurations as one should write them: decoding also takes null for absent, and YAML's other ways to write
 * booleans and numbers. What a schema can't say (subnets, clashes of ports) is left to validation.
 */
export function configSchema(): JsonSchema {
  const $defs: Record<string, JsonSchema> = {};
  const root = objectSchema(v1alpha4, $defs);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `${CURRENT_API_VERSION} ${v1alpha4.name}`,
    description: 'Configuration of a cluster, for kind create cluster --config',
    ...root,
    $defs: Object.fromEntries(Object.entries($defs).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function convert(schema: Schema, $defs: Record<string, JsonSchema>): JsonSchema {
  const { description, default: preset } = schema;
  return {
    ...(description !== undefined && { description }),
    ...(preset !== undefined && { default: preset }),
    ...keywords(schema, $defs),
  };
}

function keywords(schema: Schema, $defs: Record<string, JsonSchema>): JsonSchema {
  switch (schema.type) {
    case 'object':
      $defs[schema.name] ??= objectSchema(schema, $defs);
      return { $ref: `#/$defs/${schema.name}` };
    case 'map':
      return { type: 'object', additionalProperties: convert(schema.values, $defs) };
    case 'array':
      return { type: 'array', items: convert(schema.items, $defs) };
    case 'string':
      return stringKeywords(schema);
    case 'integer':
      return integerKeywords(schema);
    case 'boolean':
      return { type: 'boolean' };
    case 'refused':
      return { not: {} };
  }
}

function objectSchema({ fields, required }: ObjectSchema, $defs: Record<string, JsonSchema>): JsonSchema {
  const properties = Object.entries<Schema>(fields).map(([name, field]) => [name, convert(field, $defs)]);
  return {
    type: 'object',
    ...(required && { required }),
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}

function stringKeywords({ values, upperCase, pattern }: StringSchema): JsonSchema {
  if (!values) return { type: 'string', ...(pattern !== undefined && { pattern }) };
  if (values.length === 1) return { const: values[0] };
  if (!upperCase) return { enum: values };
  // Editors offer what enum lists; the pattern accepts the same in lower case.
  return { anyOf: [{ enum: values }, { type: 'string', pattern: `^(${values.map(anyCase).join('|')})$` }] };
}

function anyCase(word: string): string {
  return [...word].map((letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`).join('');
}

function integerKeywords({ minimum, maximum, valid = { minimum, maximum } }: IntegerSchema): JsonSchema {
  return { type: 'integer', minimum: valid.minimum, maximum: valid.maximum };
}
