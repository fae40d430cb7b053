import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import fc, { type Arbitrary } from 'fast-check';
import { parse, stringify, type Tags } from 'yaml';
import { KindlingError } from '../../src/errors.js';
import { entryNameText, kubeconfig } from '../../src/kubeconfig/document/document.arbitrary.js';
import { entryLists, entryName, type Kubeconfig, kubeconfigToValue } from '../../src/kubeconfig/document/document.js';
import { decodeKubeconfig, encodeKubeconfig } from '../../src/kubeconfig/document/yaml.js';
import { kubeconfigFromAdminConf, mergeKubeconfig, removeKubeconfig } from '../../src/kubeconfig/index.js';
import { plainlyRead } from '../../src/yaml/quoted-strings.js';
import { edited } from './support/edited-text.js';
import { fuzz } from './support/fuzz.js';
import { YAML_PIECES } from './support/yaml-pieces.js';

const PIECES = [...YAML_PIECES, 'clusters:\n', 'users:\n', '- name: kind-a\n', 'current-context: x\n'];
const written = kubeconfig.map((config) => encodeKubeconfig(config));
const texts: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: written },
  { weight: 1, arbitrary: kubeconfig.map((config) => JSON.stringify(kubeconfigToValue(config))) },
  {
    weight: 1,
    arbitrary: kubeconfig.map((config) =>
      stringify(kubeconfigToValue(config), { ...plainlyRead, collectionStyle: 'flow' }),
    ),
  },
  { weight: 6, arbitrary: edited(written, PIECES) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);

/** The outcome, or undefined for the only kind of error that may come. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof KindlingError)) throw error;
    assert.equal(error.code, 'KUBECONFIG', error.message);
    return undefined;
  }
}

fuzz('what is read is written back the same', { reader: 'kubeconfig', part: 0.5 }, texts, (text) => {
  const config = attempt(() => decodeKubeconfig(text));
  attempt(() => encodeKubeconfig(kubeconfigFromAdminConf(text, { cluster: 'x', server: 'https://127.0.0.1:1' })));
  if (config === undefined) return;
  const again = encodeKubeconfig(config);
  assert.deepEqual(decodeKubeconfig(again), config);
  assert.equal(encodeKubeconfig(decodeKubeconfig(again)), again);
  const before = otherReader(text);
  if (before !== undefined) assert.deepEqual(otherReader(again), before);
});

/** Numbers stay as they are spelled. */
const spelled = (tags: Tags) => tags.filter((tag) => typeof tag === 'string' || !/:(int|float)$/.test(tag.tag));

/** What another reader of YAML makes of a text, without what is empty; undefined if it makes nothing of it. */
function otherReader(text: string): unknown {
  try {
    const value: unknown = parse(text.replaceAll(/\r\n?/g, '\n'), {
      schema: 'core',
      customTags: spelled,
      merge: true,
      maxAliasCount: -1,
      logLevel: 'error',
    });
    if (typeof value !== 'object') return undefined;
    const fields = Object.entries(value ?? {}).filter(([key, item]) => !FIELDS.has(key) || !isEmpty(item));
    return Object.fromEntries(fields);
  } catch {
    return undefined;
  }
}

const FIELDS = new Set<string>([...entryLists, 'current-context']);

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

const directory = mkdtempSync(join(tmpdir(), 'kindling-fuzz-'));
after(() => rmSync(directory, { recursive: true }));

const ADMIN_CONF = `apiVersion: v1
kind: Config
preferences: {}
clusters: [{name: a, cluster: {server: https://a:6443}}]
users: [{name: a, user: {}}]
contexts: [{name: a, context: {cluster: a, user: a}}]
`;

/** Entries of other names, as text. */
function others(text: string, name: string): string {
  const config: Kubeconfig = decodeKubeconfig(text);
  const lists = entryLists.map((list) => [list, config[list].filter((entry) => entryName(entry) !== name)]);
  return encodeKubeconfig({ ...config, currentContext: '', ...Object.fromEntries(lists) });
}

const clusters = entryNameText.map((name) => name.replace(/^kind-/, ''));

fuzz(
  'a cluster comes into a file and goes from it; the rest of the file stays',
  { reader: 'kubeconfig', part: 0.5 },
  fc.tuple(texts, clusters),
  async ([text, cluster]) => {
    const path = join(directory, 'config');
    const read = () => readFileSync(path, 'utf8');
    writeFileSync(path, text);
    // As the file holds it: half a character is not written.
    const before = read();
    const known = attempt(() => decodeKubeconfig(before));
    const entry = kubeconfigFromAdminConf(ADMIN_CONF, { cluster, server: 'https://127.0.0.1:1' });
    if (known === undefined) {
      await assert.rejects(mergeKubeconfig(path, entry), { code: 'KUBECONFIG' });
      assert.equal(read(), before);
      return;
    }
    const name = `kind-${cluster}`;
    await mergeKubeconfig(path, entry);
    assert.equal(decodeKubeconfig(read()).currentContext, name);
    const isBare = Object.keys(known.other).length === 0;
    const rest = isBare ? others(encodeKubeconfig({ ...known, other: entry.other }), name) : others(before, name);
    assert.equal(others(read(), name), rest);
    await removeKubeconfig(cluster, path);
    assert.equal(read(), rest);
  },
);
