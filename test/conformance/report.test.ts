import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasEnded, readReport } from './report.js';
import { resultOf } from './results.js';

const spec = (LeafNodeText: string, State: string, Message?: string) => ({
  ContainerHierarchyTexts: ['[sig-network] DNS'],
  LeafNodeType: 'It',
  LeafNodeText,
  State,
  RunTime: 1_260_000_000,
  ...(Message === undefined ? {} : { Failure: { Message } }),
});
const beforeAll = { ...spec('', 'failed', 'no cluster'), ContainerHierarchyTexts: null, LeafNodeType: 'BeforeSuite' };

test('a report tells which cases ended, and how', async (t) => {
  const work = await mkdtemp(join(tmpdir(), 'kindling-report-'));
  t.after(() => rm(work, { recursive: true }));
  const specs = [
    spec('works', 'passed'),
    spec('breaks', 'failed', 'no answer'),
    spec('hangs', 'timedout', 'A suite timeout occurred'),
    spec('takes its own time', 'timedout', 'Timed out after 300 s'),
    spec('is another', 'skipped'),
    spec('needs a cloud', 'skipped', 'Only supported for gce'),
    spec('was ended', 'interrupted', 'Interrupted by User'),
    { ...spec('', 'passed'), LeafNodeType: 'AfterSuite' },
    beforeAll,
  ];
  const file = join(work, 'report.json');
  await writeFile(file, JSON.stringify([{ SpecReports: specs }]));
  const ended = (await readReport(file)).filter(hasEnded).map((one) => [one.name, resultOf(one)]);
  assert.deepEqual(ended, [
    ['[sig-network] DNS works', { result: 'passed', seconds: 1.3 }],
    ['[sig-network] DNS breaks', { result: 'failed', seconds: 1.3, message: 'no answer' }],
    ['[sig-network] DNS takes its own time', { result: 'failed', seconds: 1.3, message: 'Timed out after 300 s' }],
    ['[sig-network] DNS needs a cloud', { result: 'skipped', seconds: 1.3, message: 'Only supported for gce' }],
    ['BeforeSuite', { result: 'failed', seconds: 1.3, message: 'no cluster' }],
  ]);
});
