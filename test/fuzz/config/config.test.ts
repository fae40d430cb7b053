import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { validateConfig } from '../../../src/cluster/config.js';
import { decodeConfig } from '../../../src/config/decode.js';
import { migrateConfig } from '../../../src/config/migrate.js';
import { KindlingError } from '../../../src/errors.js';
import { fuzz } from '../support/fuzz.js';
import { configTexts, configValues, textOf } from './config-text.arbitrary.js';
import { verdict } from './independent.js';

const schema = new URL('../../../../schema/kind.x-k8s.io-v1alpha4.json', import.meta.url);
const fits = new Ajv2020({ strict: true, strictTypes: false }).compile(JSON.parse(readFileSync(schema, 'utf8')));

const configs = textOf(configValues);

/** What a function returns, or the only kind of error that it may throw about a configuration. */
function attempt<T>(text: string, action: () => T): { value: T } | { error: KindlingError } {
  try {
    return { value: action() };
  } catch (error) {
    if (!(error instanceof KindlingError)) throw error;
    assert.equal(error.code, 'CONFIG_INVALID', error.message);
    for (const [, line, column] of error.message.matchAll(/^(?:.*: )?\s*f:(\d+):(\d+): /gm)) {
      const written = text.split(/\r\n?|\n/)[Number(line) - 1];
      assert.ok(written !== undefined && Number(column) <= written.length + 2, error.message);
    }
    return { error };
  }
}

/** Problems that are not at one place of the text. */
const WITHOUT_PLACE = /^unknown (apiVersion|kind)/;

fuzz('a configuration is decoded, or refused with the place', { reader: 'config', part: 0.8 }, configTexts, (text) => {
  const result = attempt(text, () => decodeConfig(text, 'f'));
  const expected = verdict(text);
  if ('error' in result) {
    assert.match(result.error.message, WITHOUT_PLACE.test(result.error.message) ? /./ : /f:\d+:\d+: /);
    assert.notEqual(expected, 'yes', result.error.message);
    return;
  }
  assert.notEqual(expected, 'no', JSON.stringify(result.value));
  const valid = attempt(text, () => validateConfig({ text, source: 'f' }));
  if (!('error' in valid)) assert.ok(fits(withoutEmpty(result.value.cluster)), JSON.stringify(fits.errors));
});

/** An empty word counts as absent. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, item]) => item !== '');
  return Object.fromEntries(fields.map(([key, item]) => [key, withoutEmpty(item)]));
}

fuzz(
  'what is valid in an old format is the same in the current one',
  { reader: 'config', part: 0.2 },
  configs,
  (text) => {
    const before = attempt(text, () => decodeConfig(text, 'f', { leaveOut: true }));
    assert.ok('value' in before);
    const migrated = attempt(text, () => migrateConfig({ text, source: 'f' }));
    if ('error' in migrated) return; // validation's matter
    assert.deepEqual(decodeConfig(migrated.value.text, 'f').cluster, before.value.cluster);
  },
);
