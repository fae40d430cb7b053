import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../src/errors.js';
import type { Run } from './run.js';

/** Where results are kept: `<date>-<engine>.json`, each a list of runs. */
export const RESULTS = fileURLToPath(new URL('../../../bench/results', import.meta.url));

/** The file of a run's day and engine. */
export function fileOf({ date, engine }: Run): string {
  return join(RESULTS, `${date.slice(0, 10)}-${engine}.json`);
}

/**
 * Puts a run behind those that a file has; in place of itself if it is there already.
 *
 * @throws when the file is there and holds something else
 */
export async function saveRun(run: Run, path: string): Promise<void> {
  const others = (await readRuns(path)).filter(({ date, engine }) => date !== run.date || engine !== run.engine);
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.new`;
  await writeFile(temporary, `${JSON.stringify([...others, run], null, 1)}\n`);
  await rename(temporary, path);
}

/** All runs in a directory of results, oldest first. The directory is made if need be. */
export async function allRuns(directory: string): Promise<Run[]> {
  await mkdir(directory, { recursive: true });
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json'));
  const runs = await Promise.all(names.map((name) => readRuns(join(directory, name))));
  return runs.flat().sort((a, b) => (a.date < b.date ? -1 : 1));
}

async function readRuns(path: string): Promise<Run[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  try {
    const runs: unknown = JSON.parse(text);
    if (!Array.isArray(runs)) throw new Error('it is not a list of runs');
    return runs as Run[];
  } catch (cause) {
    throw new Error(`${path} does not hold results of the benchmark: ${messageOf(cause)}`, { cause });
  }
}
