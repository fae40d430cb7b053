import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forbiddenCharacter } from './forbidden-character.js';

test('text in any language is allowed', () => {
  assert.equal(forbiddenCharacter('\ufeffname: "Grüße 🕹️"\r\n\t# \u0085\u2028'), undefined);
});

test('control characters and halves of characters are not', () => {
  for (const [text, name] of [
    ['a\u0000', 'U+0000'],
    ['\n\u007f', 'U+007F'],
    [' \ufffe', 'U+FFFE'],
    ['a\ud800b', 'U+D800'],
    ['\ufeff\ufeff', 'U+FEFF'],
  ] as const) {
    assert.deepEqual(forbiddenCharacter(text), { offset: 1, message: `character ${name} is not allowed in YAML` });
  }
});
