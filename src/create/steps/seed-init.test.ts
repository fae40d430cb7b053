import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validate } from '../../config/validate.js';
import type { Engine, ExecOptions } from '../../engine/engine.js';
import { silent } from '../../progress.js';
import type { SeedInput } from '../../seed/input.js';
import { SEED_FORMAT } from '../../seed/seed.js';
import type { CreateContext } from '../context.js';
import type { NodeFacts } from './node-facts.js';
import { startSeed } from './seed-init.js';

const kubernetesVersion = 'v1.36.3';
const seedLabel = JSON.stringify({ format: SEED_FORMAT, kubernetesVersion, manifests: {} });

test('the program in the first control plane learns of every node, and which nodes it makes files for', async () => {
  const cluster = validate({
    name: 'x',
    nodes: [{ role: 'control-plane' }, { role: 'worker', labels: { tier: 'front' } }, { role: 'worker' }],
  });
  const inputs: SeedInput[] = [];
  const exec = async (node: string, command: readonly string[], { stdin, onOutput }: ExecOptions = {}) => {
    assert.deepEqual([node, ...command], ['x-control-plane', '/usr/local/bin/node', '/kind/bin/seed', 'init']);
    inputs.push(JSON.parse(String(stdin)) as SeedInput);
    onOutput?.(Buffer.from('[seed] files written (1 ms)\n[seed] API server up (2 ms)\n'), 'stdout');
    return { stdout: '', stderr: '', exitCode: 0 };
  };
  const info = { cgroupVersion: 2 };
  const engine = { name: 'podman', exec } as unknown as Engine;
  const peers = cluster.nodes.map((node, index) => {
    // The last one's image has no seed.
    const label = index === 2 ? undefined : seedLabel;
    return { node, addresses: { ipv4: `10.89.0.${index + 2}`, ipv6: '' }, kubernetesVersion, seedLabel: label };
  }) as NodeFacts[];
  const context = { engine, cluster, info, progress: silent } as CreateContext;
  const { signal } = new AbortController();
  const stages = startSeed(context, peers[0] as NodeFacts, peers, 'x-control-plane:6443', signal);
  await Promise.all(Object.values(stages));
  const [input] = inputs;
  assert.equal(input?.endpoint, 'x-control-plane:6443');
  assert.equal(input?.first, 'x-control-plane');
  assert.deepEqual(input?.others, ['x-worker']);
  assert.deepEqual(
    input?.nodes.map(({ name, address, controlPlane, podCIDRs }) => [name, address, controlPlane, ...podCIDRs]),
    [
      ['x-control-plane', '10.89.0.2', true, '10.244.0.0/24'],
      ['x-worker', '10.89.0.3', false, '10.244.1.0/24'],
      ['x-worker2', '10.89.0.4', false, '10.244.2.0/24'],
    ],
  );
  const { labels, providerID } = input?.nodes[1] ?? {};
  assert.deepEqual([labels, providerID], [{ tier: 'front' }, 'kind://podman/x/x-worker']);
});
