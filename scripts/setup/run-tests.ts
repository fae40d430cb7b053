import { once } from 'node:events';
import { relative } from 'node:path';
import { run as runner } from 'node:test';
import { spec } from 'node:test/reporters';

export interface Totals {
  passed: number;
  failed: number;
  /** What failed, each as `file: test`; said again at the end of a long run. */
  failures: string[];
}

/**
 * Runs test files, each in a process of its own, and shows them as they go.
 *
 * @param options `concurrency`: how many files at the same time
 * @param totals counts of single tests (not of suites), and what failed, are added to it
 */
export async function runTests(
  files: readonly string[],
  options: { concurrency: number; signal: AbortSignal },
  totals: Totals,
): Promise<void> {
  if (files.length === 0) return;
  const { concurrency, signal } = options;
  const events = runner({ files: [...files], concurrency, signal, timeout: 45 * 60_000 });
  events.on('test:pass', (event) => {
    if (event.details.type !== 'suite' && !isFile(event)) totals.passed += 1;
  });
  events.on('test:fail', (event) => {
    if (event.details.type === 'suite') return;
    totals.failed += 1;
    totals.failures.push(`${relative(process.cwd(), event.file ?? '')}: ${event.name}`);
  });
  const report = events.compose(new spec());
  report.pipe(process.stdout, { end: false });
  await once(report, 'end');
}

/** The runner also reports each file as a test: that one is not a test of ours, unless it failed as a whole. */
function isFile(event: { name: string; nesting: number }): boolean {
  return event.nesting === 0 && event.name.endsWith('.test.js');
}
