import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runScript } from '../scripts/setup/console.js';
import { writePage } from './page/write-page.js';
import { allRuns, RESULTS } from './record/history.js';
import { resultsMarkdown, withResults } from './record/markdown.js';

const DOCUMENT = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/** Draws the page of all results anew, and puts the newest ones into docs/performance.md: `node dist/bench/publish.js`. */
await runScript(async () => {
  await writePage(RESULTS);
  const document = await readFile(DOCUMENT, 'utf8');
  await writeFile(DOCUMENT, withResults(document, resultsMarkdown(await allRuns(RESULTS))));
});
