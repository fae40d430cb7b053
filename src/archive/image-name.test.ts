import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullImageName, isIdOf } from './image-name.js';

for (const [name, full] of [
  ['ubuntu', 'docker.io/library/ubuntu:latest'],
  ['ubuntu:18.04', 'docker.io/library/ubuntu:18.04'],
  ['team/app', 'docker.io/team/app:latest'],
  ['team/app:v1', 'docker.io/team/app:v1'],
  ['a/b/c', 'docker.io/a/b/c:latest'],
  ['localhost/app', 'localhost/app:latest'],
  ['localhost:5000/baz', 'localhost:5000/baz:latest'],
  ['localhost:5000/baz:quux', 'localhost:5000/baz:quux'],
  ['registry.example/app', 'registry.example/app:latest'],
  ['ubuntu@sha256:aa', 'docker.io/library/ubuntu@sha256:aa'],
  ['localhost:5000/baz@sha256:aa', 'localhost:5000/baz@sha256:aa'],
] as const) {
  test(`the full name of ${name} is ${full}`, () => assert.equal(fullImageName(name), full));
}

test('an ID, or enough of its beginning, is told from a name', () => {
  const id = `sha256:${'0123456789abcdef'.repeat(4)}`;
  assert.ok(isIdOf(id, id));
  assert.ok(isIdOf('0123456789ab', id));
  assert.ok(!isIdOf('0123', id));
  assert.ok(!isIdOf('fedcba987654', id));
  assert.ok(!isIdOf('ubuntu', id));
});
