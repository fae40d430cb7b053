import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** Rows of the table: feature, sections, tests. */
const rows = read('docs/compatibility-table.md')
  .split('\n')
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .filter((cells) => cells.length === 5 && /^\d/.test(cells[2] ?? ''))
  .map(([, feature = '', sections = '', tests = '']) => ({ feature, sections, tests }));

test('every row of the compatibility table names sections and tests that exist', () => {
  const spec = read('docs/kind-compatibility.md');
  assert.ok(rows.length > 50);
  for (const { feature, sections, tests } of rows) {
    for (const section of sections.split(', '))
      assert.ok(new RegExp(`^#+ ${section}\\.? `, 'm').test(spec), `${feature}: ${section}`);
    for (const file of tests.split(', ')) {
      assert.match(file, /^`.*\.(test|cases)\.ts`$/, feature);
      assert.ok(existsSync(new URL(file.slice(1, -1), root)), `${feature}: ${file}`);
    }
  }
});

test('no feature stands twice', () => {
  const features = rows.map(({ feature }) => feature);
  assert.deepEqual(features, [...new Set(features)]);
});
