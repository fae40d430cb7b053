import fc, { type Arbitrary } from 'fast-check';
import { stringify, type ToStringOptions } from 'yaml';
import { valuesOf } from '../../../src/config/decode/schema.arbitrary.js';
import { findVersion } from '../../../src/config/versions/versions.js';
import { plainlyRead } from '../../../src/yaml/quoted-strings.js';
import { edited } from '../support/edited-text.js';
import { YAML_PIECES } from '../support/yaml-pieces.js';
import { FORMATS } from './shape.js';

/** Configurations of every format, as values. */
export const configValues: Arbitrary<Record<string, unknown>> = fc.oneof(
  ...Object.entries(FORMATS).map(([apiVersion, { kind }]) => {
    const schema = findVersion(apiVersion)?.schema;
    if (schema === undefined) throw new Error(`${apiVersion} is not known`);
    return valuesOf(schema).map((value) => {
      const { ControlPlane: _, ...fields } = value as Record<string, unknown>;
      return { ...fields, kind, apiVersion };
    });
  }),
);

const styles: Arbitrary<ToStringOptions> = fc.record({
  collectionStyle: fc.constantFrom('any', 'flow'),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL'),
  indent: fc.constantFrom(1, 2, 4),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 40, 80),
});

/** A value as text: YAML in some style or JSON, perhaps with a byte order mark, CRLF, or documents behind. */
export function textOf(values: Arbitrary<Record<string, unknown>>): Arbitrary<string> {
  const written = fc.tuple(values, styles, fc.boolean()).map(([value, style, json]) => {
    return json ? JSON.stringify(value) : stringify(value, { ...plainlyRead, ...style });
  });
  const frames = fc.constantFrom('%', '%', '%', '---\n%', '# a comment\n%', '%\n---\nsecond: [', '%\n...\n', '\ufeff%');
  return fc
    .tuple(written, frames, fc.boolean())
    .map(([text, frame, crlf]) => frame.replace('%', () => text).replaceAll('\n', crlf ? '\r\n' : '\n'));
}

/** The value with something else at one place, or with one more field there. */
const changedValues = fc
  .tuple(configValues, fc.nat(), fc.boolean(), fc.string(), fc.oneof(fc.jsonValue({ maxDepth: 2 }), oddScalars()))
  .map(([value, where, add, key, other]) => {
    const copy = structuredClone(value);
    const places = placesIn(copy);
    const place = places[where % places.length] ?? { container: copy, key };
    const target = add && !Array.isArray(place.container) ? key : place.key;
    Object.defineProperty(place.container, target, { value: other, enumerable: true, configurable: true });
    return copy;
  });

function oddScalars(): Arbitrary<unknown> {
  return fc.constantFrom<unknown>(
    -1,
    65536,
    2 ** 31,
    2 ** 53,
    1e300,
    0.5,
    '',
    ' ',
    'yes',
    '0x1f',
    '1e3',
    '~',
    'null',
    [],
    {},
  );
}

interface Place {
  container: object;
  key: string;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [{ container: value, key }, ...placesIn(item)]);
}

const PIECES = [
  ...YAML_PIECES,
  ...[
    'kind: Cluster\n',
    'apiVersion: kind.x-k8s.io/v1alpha4\n',
    'nodes:\n',
    '- role: worker\n',
    'networking: ',
    'image',
  ],
];

/** Short texts that stand for a lot, or for themselves. */
const bombs = fc
  .tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom('[%]', '{<<: [%]}', '[[%]]', '{a: [%]}'),
  )
  .chain(([depth, width, frame]) => {
    let body = '{hostPath: x}';
    for (let level = 0; level < depth; level++) {
      body = frame.replace('%', () => `&a${level} ${body}${`, *a${level}`.repeat(width)}`);
    }
    const fields = fc.constantFrom('nodes', 'featureGates', 'networking', 'bogus', 'kind');
    return fields.map((field) => `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n${field}: ${body}\n`);
  });

const nested = fc.tuple(fc.constantFrom('[', '{a: ', '- ', '? '), fc.nat({ max: 5000 })).map(([opening, depth]) => {
  return `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes: ${opening.repeat(depth)}`;
});

/** What somebody may hand in as a configuration: right, nearly right and nonsense. */
export const configTexts: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: textOf(configValues) },
  { weight: 6, arbitrary: textOf(changedValues) },
  { weight: 10, arbitrary: edited(textOf(configValues), PIECES) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: bombs },
  { weight: 1, arbitrary: nested },
);
