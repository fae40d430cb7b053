import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goQuote, goQuoteList, goQuoteRune } from './go-quote.js';

test('text is quoted as Go quotes it', () => {
  assert.equal(goQuote('plain ünïcode 📦'), '"plain ünïcode 📦"');
  assert.equal(goQuote('a"b\\c\n\t\x00\x7f\u200b'), '"a\\"b\\\\c\\n\\t\\x00\\x7f\\u200b"');
  assert.equal(goQuoteRune("'"), "'\\''");
  assert.equal(goQuoteRune('"'), `'"'`);
  assert.equal(goQuoteList(['a', 'b c']), '["a" "b c"]');
  assert.equal(goQuoteList([]), '[]');
});
