import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KindlingError } from '../../errors.js';
import { kubeconfig } from './document.arbitrary.js';
import { emptyKubeconfig } from './document.js';
import { decodeKubeconfig, encodeKubeconfig } from './yaml.js';

test('an empty kubeconfig encodes to nothing, and nothing decodes to an empty kubeconfig', () => {
  assert.equal(encodeKubeconfig(emptyKubeconfig), '');
  assert.deepEqual(decodeKubeconfig(''), emptyKubeconfig);
  assert.deepEqual(decodeKubeconfig('\n# only a comment\n'), emptyKubeconfig);
});

test('encoding sorts keys, drops comments and expands aliases', () => {
  const text = `# mine
users: &u
- user: {username: b, password: a}   # a comment
  name: me
kind: Config
current-context: here
contexts: []
extensions: *u
apiVersion: v1
`;
  assert.equal(
    encodeKubeconfig(decodeKubeconfig(text)),
    `apiVersion: v1
current-context: here
extensions:
- name: me
  user:
    password: a
    username: b
kind: Config
users:
- name: me
  user:
    password: a
    username: b
`,
  );
});

test('a quoted key that would merge otherwise stays quoted', () => {
  const text = `extensions:\n- name: here\n  extension:\n    "<<":\n      a: 1\n`;
  assert.match(encodeKubeconfig(decodeKubeconfig(text)), /"<<":\n *a: 1\n/);
});

test('plain scalars that are no text keep their spelling', () => {
  for (const scalar of [
    '0777',
    '1.30',
    '1e3',
    'yes',
    'Off',
    'n',
    '2026-08-01',
    '12:30:00',
    '1_000',
    '0x1F',
    '.5',
    '-1',
  ]) {
    const text = `users:\n- name: me\n  user:\n    password: ${scalar}\n`;
    assert.equal(encodeKubeconfig(decodeKubeconfig(text)), text);
  }
});

test('text that a YAML 1.1 reader would take for something else is quoted', () => {
  for (const scalar of ['0777', 'yes', 'off', 'null', '', 'true', '12:30:00', '1_000']) {
    const text = `users:\n- name: me\n  user:\n    password: "${scalar}"\n`;
    assert.equal(encodeKubeconfig(decodeKubeconfig(text)), text);
  }
});

test('long certificate data stays on one line', () => {
  const data = 'QUJD'.repeat(500);
  const text = `clusters:\n- cluster:\n    certificate-authority-data: ${data}\n  name: kind-kind\n`;
  assert.equal(encodeKubeconfig(decodeKubeconfig(text)), text);
});

test('what is not a kubeconfig is refused', () => {
  const cases = {
    'a: [': /^not valid YAML: /,
    'a: 1\na: 2': /^not valid YAML: Map keys must be unique/,
    'a: 1\n---\nb: 2': /^not valid YAML: Source contains multiple documents/,
    '- a': /^not a kubeconfig: the document is not a mapping/,
    'users: me': /^not a kubeconfig: users is not a list/,
    'contexts: [{name: a}, b]': /^not a kubeconfig: contexts\[1\] is not a mapping/,
  };
  for (const [text, message] of Object.entries(cases)) {
    assert.throws(
      () => decodeKubeconfig(text),
      (error) => error instanceof KindlingError && error.code === 'KUBECONFIG' && message.test(error.message),
      text,
    );
  }
});

test('property: decoding an encoded kubeconfig gives it back, and encoding is stable', () => {
  fc.assert(
    fc.property(kubeconfig, (config) => {
      const text = encodeKubeconfig(config);
      assert.deepEqual(decodeKubeconfig(text), config);
      assert.equal(encodeKubeconfig(decodeKubeconfig(text)), text);
    }),
  );
});

test('tags, aliases without end and control characters are refused', () => {
  const fails = (text: string, message: RegExp) => assert.throws(() => decodeKubeconfig(text), { message });
  fails('users: !!binary aGk=', /^not valid YAML: a value has a tag \(tag:yaml.org,2002:binary\)/);
  fails('extensions: [!!int "3"]', /a value has a tag/);
  fails('extensions: &a [*a]', /^not valid YAML: alias 'a' stands for something that it is in$/);
  fails('extensions: "\u0007"', /^not valid YAML: character U\+0007 is not allowed in YAML$/);
  assert.equal(encodeKubeconfig(decodeKubeconfig('extensions: !!str 3')), 'extensions: "3"\n');
});

test('a name is text', () => {
  assert.throws(() => decodeKubeconfig('users: [{name: {a: b}}]'), { message: /users\[0\].name is not a string$/ });
  assert.throws(() => decodeKubeconfig('current-context: [a]'), { message: /current-context is not a string$/ });
});

test('text that some reader would misread is written in escapes', () => {
  const config = { ...emptyKubeconfig, other: { a: '\ufeffa', '\u0085': 'b\u2028', c: 'd\u007f' } };
  const text = 'a: "\\ufeffa"\nc: "d\\u007f"\n"\\u0085": "b\\u2028"\n';
  assert.equal(encodeKubeconfig(config), text);
  assert.deepEqual(decodeKubeconfig(text), config);
});
