import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KindlingError } from '../../../errors.js';
import { CommandError } from '../../../exec/run.js';
import { ensureNetwork, type NetworkDialect } from './ensure.js';
import { uniqueLocalSubnet } from './subnet.js';

/** An engine that answers each create with the next text; empty: it works. */
function fake(answers: string[], existing: string[] = [], taken: string[] = []) {
  const subnets: (string | undefined)[] = [];
  let swept = 0;
  const dialect: NetworkDialect = {
    engine: 'docker',
    exists: async (name) => existing.includes(name),
    create: async (name, subnet) => {
      subnets.push(subnet);
      const stderr = answers.shift() ?? '';
      if (stderr === 'overlap of the same name') existing.push(name);
      if (stderr === '') return void existing.push(name);
      throw new KindlingError('ENGINE_FAILED', 'x', { cause: new CommandError(['docker'], 'x', { stderr }) });
    },
    removeDuplicates: async () => void swept++,
    isTaken: (subnet) => taken.includes(subnet),
    says: { exists: /exists/, noIpv6: /ipv6/, overlap: /overlap/ },
  };
  return { dialect, subnets, swept: () => swept };
}

test('a network is made with the subnet of its name, and duplicates are swept', async () => {
  const { dialect, subnets, swept } = fake([]);
  await ensureNetwork(dialect, 'kind');
  assert.deepEqual([subnets, swept()], [[uniqueLocalSubnet('kind', 0)], 1]);
});

test('a network that exists is left alone', async () => {
  const { dialect, subnets } = fake([], ['kind']);
  await ensureNetwork(dialect, 'kind');
  assert.deepEqual(subnets, []);
});

test('somebody else may be quicker', async () => {
  const { dialect, subnets } = fake(['exists']);
  await ensureNetwork(dialect, 'kind');
  assert.equal(subnets.length, 1);
});

test('overlaps are evaded four times', async () => {
  const { dialect, subnets } = fake(['overlap', 'overlap', 'overlap', 'overlap']);
  await ensureNetwork(dialect, 'kind');
  assert.deepEqual(
    subnets,
    [0, 1, 2, 3, 4].map((attempt) => uniqueLocalSubnet('kind', attempt)),
  );
});

test("a subnet of another engine's network is not tried", async () => {
  const { dialect, subnets } = fake([], [], [uniqueLocalSubnet('kind', 0)]);
  await ensureNetwork(dialect, 'kind');
  assert.deepEqual(subnets, [uniqueLocalSubnet('kind', 1)]);
});

test('an overlap with a network of the same name is that network', async () => {
  const { dialect, subnets } = fake(['overlap of the same name']);
  await ensureNetwork(dialect, 'kind');
  assert.equal(subnets.length, 1);
});

test('after five overlaps there is an error', async () => {
  const { dialect } = fake(Array(5).fill('overlap'));
  await assert.rejects(ensureNetwork(dialect, 'kind'), {
    code: 'ENGINE_FAILED',
    message: 'failed to ensure docker network: exhausted attempts trying to find a non-overlapping subnet',
  });
});

test('where there is no IPv6, the network has none', async () => {
  const { dialect, subnets } = fake(['ipv6']);
  await ensureNetwork(dialect, 'kind');
  assert.deepEqual(subnets, [uniqueLocalSubnet('kind', 0), undefined]);
});

test('IPv6 is given up only once', async () => {
  const { dialect, subnets } = fake(['ipv6', 'ipv6']);
  await assert.rejects(ensureNetwork(dialect, 'kind'), /failed to ensure docker network/);
  assert.equal(subnets.length, 2);
});

test('any other failure is one', async () => {
  await assert.rejects(ensureNetwork(fake(['broken']).dialect, 'kind'), { code: 'ENGINE_FAILED' });
});
