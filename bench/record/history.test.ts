import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { allRuns, fileOf, saveRun } from './history.js';
import { comparedBootstraps, latestOf } from './latest.js';
import { sampleRow, sampleRun } from './testing/sample-run.js';

let work: string;
before(async () => {
  work = await mkdtemp(join(tmpdir(), 'kindling-history-'));
});
after(() => rm(work, { recursive: true }));

const first = sampleRun({ rows: [] });
const second = sampleRun({ date: '2026-01-02T09:00:00.000Z' });

test('runs are put behind others of a file; one that grows replaces itself', async () => {
  const path = join(work, 'results', basename(fileOf(first)));
  assert.equal(basename(path), '2026-01-02-podman.json');
  await saveRun(second, path);
  await saveRun(first, path);
  await saveRun({ ...first, rows: [sampleRow()] }, path);
  await writeFile(join(work, 'results', 'index.html'), 'no JSON');
  assert.deepEqual(await allRuns(join(work, 'results')), [{ ...first, rows: [sampleRow()] }, second]);
});

test('a file of something else is left alone', async () => {
  for (const content of ['{"rows": []}', 'text']) {
    const path = join(work, 'other.json');
    await writeFile(path, content);
    await assert.rejects(saveRun(first, path), /other\.json does not hold results of the benchmark/);
  }
});

test('each row counts as it was measured last, but not with another bootstrap than the usual', () => {
  const cpu = sampleRow({ id: 'cpu' });
  const runs = [
    sampleRun({ date: '1', rows: [sampleRow(), cpu] }),
    sampleRun({ date: '2', rows: [sampleRow()], scale: [{ nodes: 1, seconds: 1, megabytes: 1 }] }),
    sampleRun({ date: '3', rows: [sampleRow(), cpu], bootstrap: 'kubeadm' }),
  ];
  const { rows, scale } = latestOf(runs);
  assert.deepEqual(
    rows.map(({ row, run }) => [row.id, run.date]),
    [
      ['one-node', '2'],
      ['cpu', '1'],
    ],
  );
  assert.equal(scale?.run.date, '2');
  assert.deepEqual(comparedBootstraps(runs), ['kubeadm']);
  assert.deepEqual(
    latestOf(runs, 'kubeadm').rows.map(({ run }) => run.date),
    ['3', '3'],
  );
});
