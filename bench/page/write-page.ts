import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allRuns } from '../record/history.js';
import { resultsPage } from './page.js';

/** Draws the page of all results in a directory, beside them. */
export async function writePage(results: string): Promise<void> {
  await writeFile(join(results, 'index.html'), resultsPage(await allRuns(results)));
}
