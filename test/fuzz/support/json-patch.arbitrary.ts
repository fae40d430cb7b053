import fc, { type Arbitrary } from 'fast-check';
import type { JsonObject } from '../../../src/config/patch/json.js';
import { edited } from './edited-text.js';

/** JSON 6902 patches as text, for a document and places near it: right, wrong and broken. */
export function jsonPatches(document: JsonObject): Arbitrary<string> {
  const pointers = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('', ...pointersOf(document, '')) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('/', '/-', '/-1', '/nope/x', 'x', '/~', '/~2', '/__proto__/x', '/constructor'),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 5 }).map((key) => `/${key}`) },
  );
  const operations = fc.record(
    {
      op: fc.constantFrom('add', 'add', 'replace', 'remove', 'copy', 'copy', 'move', 'test', 'bogus'),
      path: pointers,
      from: pointers,
      value: fc.jsonValue({ maxDepth: 3 }),
      more: fc.constant(true),
    },
    { requiredKeys: ['op', 'path'] },
  );
  const doubling = fc.integer({ min: 1, max: 40 }).map((count) => {
    const into = Object.keys(document).at(-1);
    return Array.from({ length: count }, (_, i) => ({ op: 'copy', from: `/${into}`, path: `/${into}/${i}` }));
  });
  const deep = fc
    .integer({ min: 1, max: 20_000 })
    .map((depth) => `[{"op":"add","path":"/deep","value":${'['.repeat(depth)}1${']'.repeat(depth)}}]`);
  const texts = fc.array(operations, { maxLength: 4 }).map((list) => JSON.stringify(list));
  return fc.oneof(
    { weight: 10, arbitrary: texts },
    {
      weight: 3,
      arbitrary: edited(texts, ['[', ']', '{', '}', ',', '"', ':', '\\', '\u0000', 'null', '1e999', '\\ud800']),
    },
    { weight: 1, arbitrary: doubling.map((list) => JSON.stringify(list)) },
    { weight: 1, arbitrary: deep },
    { weight: 1, arbitrary: fc.json() },
  );
}

function pointersOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return [here, ...pointersOf(item, here)];
  });
}
