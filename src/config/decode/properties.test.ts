import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { KindlingError } from '../../errors.js';
import { plainlyRead } from '../../yaml/quoted-strings.js';
import { decodeCluster } from '../decode.js';
import { v1alpha4 } from '../versions/v1alpha4.js';
import { valuesOf } from './schema.arbitrary.js';
import type { Schema } from './schema.js';

const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n';

const clusters = valuesOf(v1alpha4).map((value) => ({
  ...(value as Record<string, unknown>),
  kind: 'Cluster',
  apiVersion: 'kind.x-k8s.io/v1alpha4',
}));

/** Decodes, or returns the message of the only kind of error that may come out. */
function outcome(text: string): object | string {
  try {
    return decodeCluster(text, 'f');
  } catch (error) {
    assert.ok(error instanceof KindlingError, String(error));
    assert.equal(error.code, 'CONFIG_INVALID');
    return error.message;
  }
}

test('whatever the schema allows is decoded as it is, from JSON and from YAML', () => {
  fc.assert(
    fc.property(clusters, (cluster) => {
      assert.deepEqual(decodeCluster(JSON.stringify(cluster), 'f'), cluster);
      assert.deepEqual(decodeCluster(stringify(cluster, plainlyRead), 'f'), cluster);
    }),
  );
});

test('an unknown field is refused wherever it is added', () => {
  /** Every object of the value that the schema takes for one with known fields. */
  const objects = (schema: Schema, value: unknown): Record<string, unknown>[] => {
    if (schema.type === 'array') return (value as unknown[]).flatMap((item) => objects(schema.items, item));
    if (schema.type !== 'object') return [];
    const object = value as Record<string, unknown>;
    const fields = Object.entries<Schema>(schema.fields).filter(([key]) => key in object);
    return [object, ...fields.flatMap(([key, field]) => objects(field, object[key]))];
  };
  const names = fc.string().filter((name) => !/^[a-zA-Z]/.test(name));
  fc.assert(
    fc.property(clusters, names, fc.nat(), fc.jsonValue(), (cluster, name, where, value) => {
      const copy = structuredClone(cluster);
      const places = objects(v1alpha4, copy);
      Object.defineProperty(places[where % places.length], name, { value, enumerable: true });
      const result = outcome(JSON.stringify(copy));
      assert.ok(
        typeof result === 'string' && result.includes(`unknown field ${JSON.stringify(name)} in `),
        String(result),
      );
    }),
  );
});

test('no text makes decoding fail in an unforeseen way', () => {
  const pieces = fc.constantFrom(
    ...[
      '- ',
      ': ',
      ', ',
      '\n',
      '\n  ',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '<<: ',
      '!!int ',
      '? ',
      '|',
      '"',
      "'",
      '#',
      '\t',
    ],
    ...['nodes', 'role', 'networking', 'name', 'featureGates', '---', '...', '~', '0x1', 'yes', '%YAML 1.1', '\u2028'],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
    fc.json(),
  );
  fc.assert(
    fc.property(text, fc.boolean(), (body, typed) => {
      outcome(typed ? HEAD + body : body);
    }),
    { numRuns: 1000 },
  );
});

test('deep nesting is refused', () => {
  assert.match(String(outcome(`${HEAD}nodes: ${'['.repeat(100_000)}`)), /^could not determine kind/);
});
