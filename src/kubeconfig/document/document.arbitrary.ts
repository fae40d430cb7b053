import fc from 'fast-check';
import type { Kubeconfig, NamedEntry } from './document.js';

/** Texts as they occur in kubeconfigs, and the ones that YAML likes to misread. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'yes',
    'no',
    'on',
    '0777',
    '1e3',
    'null',
    '~',
    '',
    ' x ',
    'a: b',
    '# c',
    'a\nb\n',
    '<<',
    '*a',
    '2026-01-01',
  ),
);
const key = fc.oneof(
  fc.constantFrom('server', 'token', 'extensions', 'y', '1', 'a b', '<'),
  fc.stringMatching(/^[a-zA-Z-]{1,12}$/),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

/** Entry names: a small set, so that the same ones meet. */
export const entryNameText = fc.constantFrom('a', 'b', 'kind-kind', 'kind-other', 'kind', '1', 'admin@cluster');

const entry = (field: string): fc.Arbitrary<NamedEntry> =>
  fc.record({ name: entryNameText, [field]: value, extra: value }, { requiredKeys: ['name'], noNullPrototype: true });

/** Any kubeconfig: entries with unknown fields, entries of the same name, unknown top-level fields. */
export const kubeconfig: fc.Arbitrary<Kubeconfig> = fc.record(
  {
    clusters: fc.array(entry('cluster'), { maxLength: 4 }),
    users: fc.array(entry('user'), { maxLength: 4 }),
    contexts: fc.array(entry('context'), { maxLength: 4 }),
    currentContext: fc.oneof(fc.constant(''), entryNameText),
    other: fc.dictionary(fc.constantFrom('apiVersion', 'kind', 'preferences', 'extensions'), value, {
      noNullPrototype: true,
    }),
  },
  { noNullPrototype: true },
);
