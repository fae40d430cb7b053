import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from './json.js';
import { applyJsonPatch, asJsonPatch } from './json-patch.js';

const apply = (document: Json, ...operations: Json[]) => applyJsonPatch(document, asJsonPatch(operations));

test('the examples of RFC 6902 hold', () => {
  const cases: [Json, Json[], Json][] = [
    [{ foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { baz: 'qux', foo: 'bar' }],
    [{ foo: ['bar', 'baz'] }, [{ op: 'add', path: '/foo/1', value: 'qux' }], { foo: ['bar', 'qux', 'baz'] }],
    [{ baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
    [{ foo: ['bar', 'qux', 'baz'] }, [{ op: 'remove', path: '/foo/1' }], { foo: ['bar', 'baz'] }],
    [{ baz: 'qux', foo: 'bar' }, [{ op: 'replace', path: '/baz', value: 'boo' }], { baz: 'boo', foo: 'bar' }],
    [
      { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
      [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
      { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
    ],
    [
      { foo: ['all', 'grass', 'cows', 'eat'] },
      [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
      { foo: ['all', 'cows', 'eat', 'grass'] },
    ],
    [{ baz: 'qux' }, [{ op: 'test', path: '/baz', value: 'qux' }], { baz: 'qux' }],
    [
      { foo: 'bar' },
      [{ op: 'add', path: '/child', value: { grandchild: {} } }],
      { foo: 'bar', child: { grandchild: {} } },
    ],
    [{ foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux', xyz: 123 }], { foo: 'bar', baz: 'qux' }],
    [{ '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: 10 }], { '/': 9, '~1': 10 }],
    [{ foo: ['bar'] }, [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }], { foo: ['bar', ['abc', 'def']] }],
    [{ a: 1 }, [{ op: 'add', path: '', value: { b: 2 } }], { b: 2 }],
    [
      { a: [1] },
      [
        { op: 'copy', from: '/a', path: '/b' },
        { op: 'add', path: '/b/-', value: 2 },
      ],
      { a: [1], b: [1, 2] },
    ],
  ];
  for (const [document, operations, result] of cases) assert.deepEqual(apply(document, ...operations), result);
});

test('an operation that does not apply is named', () => {
  const fails = (operation: Json, message: string | RegExp, document: Json = { a: 1, l: [1] }) =>
    assert.throws(() => apply(document, operation), { message });
  fails({ op: 'remove', path: '/nope' }, 'remove /nope: the document has no /nope');
  fails({ op: 'replace', path: '/nope', value: 1 }, 'replace /nope: the document has no /nope');
  fails({ op: 'replace', path: '/l/-', value: 1 }, 'replace /l/-: the document has no /l/-');
  fails({ op: 'add', path: '/x/y', value: 1 }, 'add /x/y: the document has nothing to hold /x/y');
  fails({ op: 'add', path: '/a/b', value: 1 }, 'add /a/b: the document has nothing to hold /a/b');
  fails({ op: 'add', path: '/l/2', value: 1 }, 'add /l/2: index 2 is outside the list');
  fails({ op: 'add', path: '/l/x', value: 1 }, 'add /l/x: index x is outside the list');
  fails({ op: 'add', path: 'a', value: 1 }, 'add a: path "a" does not start with /');
  fails({ op: 'test', path: '/a', value: 2 }, 'test /a: test failed');
  fails({ op: 'test', path: '/l/1' }, 'test /l/1: index 1 is outside the list');
  fails({ op: 'test', path: '/l/x', value: null }, 'test /l/x: index x is outside the list');
  fails({ op: 'move', from: '/l', path: '/l/0' }, 'move /l/0: cannot move /l into itself');
  fails({ op: 'remove', path: '' }, 'remove: the whole document cannot be removed');
  fails({ op: 'bogus', path: '/a' }, 'bogus /a: unknown operation "bogus"');
  fails({ op: 'add' }, 'add: "path" is missing');
  fails({ op: 'copy', path: '/b' }, 'copy /b: "from" is missing');
});

test('negative indices count from the end, and a missing value is null, as in kind', () => {
  assert.deepEqual(apply([1, 2], { op: 'add', path: '/-1', value: 3 }), [1, 2, 3]);
  assert.deepEqual(apply([1, 2], { op: 'remove', path: '/-1' }), [1]);
  assert.deepEqual(apply({}, { op: 'add', path: '/z' }), { z: null });
  assert.deepEqual(apply({}, { op: 'test', path: '/z', value: null }), {});
});

test('copies of copies end before memory does', () => {
  const doubling = Array.from({ length: 40 }, (_, i): Json => ({ op: 'copy', from: '/a', path: `/a/${i}` }));
  assert.throws(
    () => apply({ a: { b: 'x' } }, ...doubling),
    /^Error: copy \/a\/\d+: the patch copies more than \d+ char/,
  );
});

test('a patch is a list of mappings, or nothing', () => {
  assert.deepEqual(asJsonPatch(null), []);
  assert.throws(() => asJsonPatch({}), { message: 'a JSON 6902 patch must be a list of operations' });
  assert.throws(() => asJsonPatch([1]), { message: 'operation 0 of the JSON 6902 patch must be a mapping' });
});

test('a key named __proto__ is a key like any other', () => {
  const result = apply({}, { op: 'add', path: '/__proto__', value: { polluted: true } }) as Record<string, unknown>;
  assert.equal(JSON.stringify(result), '{"__proto__":{"polluted":true}}');
  assert.equal(result.polluted, undefined);
  assert.throws(() => apply({}, { op: 'add', path: '/constructor/x', value: 1 }), /nothing to hold/);
});

test('patches are all or nothing, and what is added can be tested and removed again', () => {
  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
  const key = fc.string();
  fc.assert(
    fc.property(fc.dictionary(key, json, { noNullPrototype: true }), key, json, (document, name, value) => {
      const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const before = structuredClone(document);
      const added = apply(document, { op: 'add', path, value }, { op: 'test', path, value });
      assert.deepEqual(document, before);
      if (Object.hasOwn(document, name)) return;
      assert.deepEqual(apply(added, { op: 'remove', path }), document);
    }),
  );
});
