import assert from 'node:assert/strict';
import fc, { type Arbitrary } from 'fast-check';
import { parse } from 'smol-toml';
import type { Json, JsonObject } from '../../src/config/patch/json.js';
import { mergePatch } from '../../src/config/patch/merge-patch.js';
import { patchContainerdConfig } from '../../src/containerd/patch.js';
import { formatToml } from '../../src/containerd/toml.js';
import { KindlingError } from '../../src/errors.js';
import { edited } from './support/edited-text.js';
import { fuzz } from './support/fuzz.js';
import { jsonPatches } from './support/json-patch.arbitrary.js';

/** A node's configuration, shortened. */
const NODE: JsonObject = {
  version: 3,
  plugins: {
    'io.containerd.cri.v1.images': { snapshotter: 'overlayfs', pinned_images: { sandbox: 'pause:3.10' } },
    'io.containerd.cri.v1.runtime': { containerd: { runtimes: { runc: { options: { SystemdCgroup: true } } } } },
  },
  proxy_plugins: { 'fuse-overlayfs': { type: 'snapshot', address: '/run/fuse.sock' } },
};
const CONFIG = formatToml(NODE);

const keys = fc.oneof(
  fc.constantFrom('version', 'plugins', 'io.containerd.cri.v1.images', 'snapshotter', 'proxy_plugins', '__proto__'),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const { table } = fc.letrec<{ value: Json; table: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('table'),
  ),
  table: fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));

const PIECES = [
  ...[
    '[',
    ']',
    '[[',
    ']]',
    '=',
    '"',
    "'",
    '"""',
    "'''",
    '{',
    '}',
    ',',
    '.',
    '#',
    '\n',
    '\r',
    '\t',
    '\\',
    '\\u',
    '\\x00',
  ],
  ...[
    'version = 2\n',
    'version = "3"\n',
    '[plugins]\n',
    'a.b = 1\n',
    'inf',
    'nan',
    '0x',
    '1_0',
    '99999999999999999999',
  ],
  ...['1979-05-27T07:32:00Z', '07:32:00', '+1', '1e400', '\u0000', '\u007f', '\ufeff', '\ud800', '['.repeat(3000)],
];

const tables = table.map(formatToml);
const anything: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: tables },
  { weight: 4, arbitrary: edited(tables, PIECES) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);

/** What a decoded configuration can hold: no halves of characters. */
const patches = anything.map((text) => text.replaceAll(/\p{Surrogate}/gu, 'x'));

/** The new configuration, or undefined for the only kind of error that may come. */
function patched(patches: readonly string[], patchesJSON6902: readonly string[]): string | undefined {
  try {
    return patchContainerdConfig(CONFIG, { patches, patchesJSON6902 });
  } catch (error) {
    if (!(error instanceof KindlingError)) throw error;
    assert.equal(error.code, 'CONFIG_INVALID', error.message);
    assert.match(
      error.message,
      /^containerdConfigPatches(JSON6902)?\[\d+\](:\d+:\d+)?: |^TOML has no null|is no table$|nested deeper/,
    );
    return undefined;
  }
}

/** The outcome of a function, or undefined when it throws. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

fuzz(
  'TOML patches are merged, or refused with the place',
  { reader: 'containerd', part: 0.5 },
  fc.array(patches, { maxLength: 3 }),
  (texts) => {
    const result = patched(texts, []);
    const values = texts.map((text) => attempt(() => parse(text)));
    if (values.some((value) => value === undefined)) assert.equal(result, undefined);
    if (result === undefined) return;
    // What is written can be read again, and writing that changes nothing.
    assert.equal(formatToml(parse(result) as JsonObject), result);
  },
);

fuzz('tables are merged as RFC 7386 says', { reader: 'containerd', part: 0.2 }, table, (value) => {
  const { version: _, ...rest } = value;
  const result = patched([formatToml(rest)], []);
  assert.equal(result, formatToml(mergePatch(NODE, rest) as JsonObject));
});

fuzz(
  'JSON 6902 patches are applied, or refused',
  { reader: 'containerd', part: 0.3 },
  fc.tuple(fc.array(tables, { maxLength: 1 }), fc.array(jsonPatches(NODE), { maxLength: 3 })),
  ([tables, operations]) => {
    const result = patched(tables, operations);
    if (operations.some((text) => attempt(() => JSON.parse(text)) === undefined)) assert.equal(result, undefined);
    if (result !== undefined) parse(result);
  },
);
