import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { resultsMarkdown, withResults } from './markdown.js';
import { sampleRow, sampleRun } from './testing/sample-run.js';

test('each engine has a table of its newest values, with notes and growth', () => {
  const scale = [1, 2, 3].map((nodes) => ({ nodes, seconds: 2 + nodes, megabytes: 500 * nodes }));
  const rows = [sampleRow({ note: 'a note', what: 'a|b' })];
  const markdown = resultsMarkdown([sampleRun({ engine: 'docker' }), sampleRun({ rows, scale })]);
  assert.deepEqual(markdown.match(/^### .*/gm), ['### docker', '### podman']);
  assert.match(markdown, /^\| a\\\|b \| 5\.00 s \| 20\.00 s \| 0\.20 \| ≤ 0\.25 \| yes \|$/m);
  assert.match(markdown, /^- a\|b: a note\.$/m);
  assert.match(markdown, /^\| 3 \| 5\.00 s \| 1500 MB \|$/m);
  assert.match(markdown, /time grows by 1\.00 s for each further node/);
  assert.match(markdown, /2 × Sample CPU, 8 GB, Linux 6\.1, podman 4\.3\.1/);
});

test('what was measured for comparison stands apart', () => {
  const other = sampleRun({ bootstrap: 'kubeadm', rows: [sampleRow({ what: 'slow' })] });
  const markdown = resultsMarkdown([sampleRun(), other]);
  const [usual = '', compared = ''] = markdown.split('#### podman, ours with `--bootstrap kubeadm`');
  assert.deepEqual([usual.includes('| slow |'), compared.includes('| slow |')], [false, true]);
});

test('the document has a place for results, which stays when they are put there', async () => {
  const path = fileURLToPath(new URL('../../../docs/performance.md', import.meta.url));
  const document = await readFile(path, 'utf8');
  const once = withResults(document, 'one\n');
  assert.match(once, /one\n\n<!-- end of results -->\n/);
  const twice = withResults(once, 'two\n');
  assert.doesNotMatch(twice, /^one$/m);
  assert.equal(twice, withResults(document, 'two\n'));
  assert.throws(() => withResults('# nothing', ''), /no lines/);
});
