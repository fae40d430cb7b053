import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escaped, htmlPage } from './html.js';

test('text stays text, in elements and in attributes', () => {
  assert.equal(escaped('<b title="&lt;">'), '&lt;b title=&quot;&amp;lt;&quot;&gt;');
});

test('a page has its title, its style and what it shows, in this order', () => {
  const page = htmlPage({ title: 'a & b', style: 'p > b {}', body: ['<p>1</p>', '<p>2</p>'] });
  assert.equal(
    page,
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>a &amp; b</title>
<style>p > b {}</style>
<h1>a &amp; b</h1>
<p>1</p>
<p>2</p>
</html>
`,
  );
});
