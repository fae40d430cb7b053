import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { entryNameText, kubeconfig } from './document.arbitrary.js';
import { emptyKubeconfig, entryLists, entryName, type Kubeconfig } from './document.js';
import { mergeInto, removeFrom } from './merge.js';
import { encodeKubeconfig } from './yaml.js';

function own(name: string, server = 'https://127.0.0.1:1'): Kubeconfig {
  return {
    clusters: [{ name, cluster: { server } }],
    users: [{ name, user: {} }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    currentContext: name,
    other: { apiVersion: 'v1', kind: 'Config', preferences: {} },
  };
}

test('merging into an empty kubeconfig gives the added one', () => {
  assert.deepEqual(mergeInto(emptyKubeconfig, own('kind-kind')), own('kind-kind'));
});

test('merging replaces entries of the same name in their place and appends new ones', () => {
  const existing = mergeInto(own('kind-kind'), { ...own('kind-other'), other: { ignored: true } });
  const merged = mergeInto(existing, own('kind-kind', 'https://127.0.0.1:2'));
  assert.deepEqual(merged.clusters, [
    { name: 'kind-kind', cluster: { server: 'https://127.0.0.1:2' } },
    { name: 'kind-other', cluster: { server: 'https://127.0.0.1:1' } },
  ]);
  assert.equal(merged.currentContext, 'kind-kind');
  assert.deepEqual(merged.other, own('x').other);
});

test('removing the only cluster of a full kubeconfig keeps apiVersion, kind and preferences', () => {
  const rest = removeFrom(own('kind-kind'), 'kind-kind');
  assert.equal(encodeKubeconfig(rest ?? emptyKubeconfig), 'apiVersion: v1\nkind: Config\npreferences: {}\n');
});

test('removing what is not there changes nothing', () => {
  assert.equal(removeFrom(own('kind-kind'), 'kind-other'), undefined);
  assert.equal(removeFrom(emptyKubeconfig, 'kind-kind'), undefined);
});

test('removing unsets a current context that points to the entry, even to a missing one', () => {
  assert.deepEqual(removeFrom({ ...emptyKubeconfig, currentContext: 'kind-kind' }, 'kind-kind'), emptyKubeconfig);
});

test('property: merging and then removing gives back everything else', () => {
  fc.assert(
    fc.property(kubeconfig, entryNameText, (existing, name) => {
      const added = own(name);
      const restored = removeFrom(mergeInto(existing, added), name);
      const expected = removeFrom(existing, name) ?? existing;
      const other = Object.keys(existing.other).length === 0 ? added.other : existing.other;
      assert.deepEqual(restored, { ...expected, currentContext: '', other });
    }),
  );
});

test('property: merging never loses or changes an entry of another name', () => {
  fc.assert(
    fc.property(kubeconfig, entryNameText, (existing, name) => {
      const merged = mergeInto(existing, own(name));
      for (const list of entryLists) {
        const others = (config: Kubeconfig) => config[list].filter((entry) => entryName(entry) !== name);
        assert.deepEqual(others(merged), others(existing));
        assert.ok(merged[list].some((entry) => entryName(entry) === name));
      }
    }),
  );
});
