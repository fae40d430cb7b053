import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childProcessorSeconds, processorSeconds, workingSet } from './usage.js';

const reading = (files: Record<string, string>) => (name: string) => files[name] ?? assert.fail(`${name} was read`);

test('processor time: nanoseconds of cpuacct.usage, microseconds of cpu.stat', () => {
  assert.equal(processorSeconds(1, reading({ 'cpuacct.usage': '4824395282\n' })), 4.824395282);
  const stat = 'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n';
  assert.equal(processorSeconds(2, reading({ 'cpu.stat': stat })), 2.5);
});

test('the working set is what is used without inactive file pages, of all cgroups below', () => {
  const v1 = {
    'memory.usage_in_bytes': '168000000\n',
    'memory.stat': 'inactive_file 233472\nactive_file 1585152\ntotal_inactive_file 8000000\ntotal_active_file 1\n',
  };
  assert.equal(workingSet(1, reading(v1)), 160);
  const v2 = { 'memory.current': '90000000\n', 'memory.stat': 'anon 1\ninactive_file 15000000\n' };
  assert.equal(workingSet(2, reading(v2)), 75);
  assert.equal(workingSet(2, reading({ ...v2, 'memory.current': '1\n' })), 0);
});

test('what is not there is an error that names it', () => {
  assert.throws(() => processorSeconds(1, reading({ 'cpuacct.usage': '' })), /cpuacct\.usage is not a number/);
  assert.throws(() => processorSeconds(2, reading({ 'cpu.stat': 'user_usec 1\n' })), /usage_usec of cpu\.stat/);
  assert.throws(() => workingSet(1, reading({ 'memory.usage_in_bytes': '1\n', 'memory.stat': '' })), /memory\.stat/);
});

test('processor time of ended children is that of cutime and cstime, whatever the program is called', () => {
  const stat = '77 (a ) name (x) S 1 77 77 0 -1 4194304 9 8 7 6 11 22 330 44 20 0 1 0 5 6 7\n';
  assert.equal(childProcessorSeconds(stat), 3.74);
});

test('processor time of this process’ children grows with what they do', async () => {
  const before = childProcessorSeconds();
  const { execFileSync } = await import('node:child_process');
  execFileSync(process.execPath, ['-e', 'const end = Date.now() + 300; while (Date.now() < end);']);
  assert.ok(childProcessorSeconds() - before > 0.05);
});
