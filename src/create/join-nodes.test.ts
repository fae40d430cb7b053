import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validate } from '../config/validate.js';
import type { Engine, ExecOptions } from '../engine/engine.js';
import { CommandError } from '../exec/run.js';
import { silent } from '../progress.js';
import { SEED_FORMAT } from '../seed/seed.js';
import type { CreateContext } from './context.js';
import { joinNodes } from './join-nodes.js';
import { Plan } from './plan.js';
import type { PreparedNode } from './prepare-nodes.js';
import type { NodeFacts } from './steps/node-facts.js';

const SEED = '/usr/local/bin/node /kind/bin/seed';
const VERSION = 'v1.36.3';
const names = ['x-control-plane', 'x-worker', 'x-worker2'];
const start = { endpoint: 'x-control-plane:6443', files: { key: 'a key' } };

function seedLabel(format = SEED_FORMAT, kubernetesVersion = VERSION): string {
  return JSON.stringify({ format, kubernetesVersion, manifests: {} });
}

interface Case {
  seeded: boolean;
  /** The last node's. */
  facts?: Partial<NodeFacts>;
  /** The command that fails: `x-worker: …`. */
  fails?: string;
}

/** What a node's programs print. */
function printed(command: readonly string[], handed: unknown): string {
  if (command.includes('hand-over')) return JSON.stringify(handed);
  if (command[0] !== 'tail') return '';
  const paths = command.filter((argument) => argument.startsWith('/'));
  return paths.map((path) => `==> ${path} <==\ncontent\n`).join('\n');
}

/** Joins two workers while the API server comes up. */
async function joinWorkers(options: Case) {
  return await join(['worker', 'worker'], options);
}

/** Joins two nodes while the API server comes up. */
async function join(roles: ['worker' | 'control-plane', 'worker' | 'control-plane'], { seeded, facts, fails }: Case) {
  const nodes = (['control-plane', ...roles] as const).map((role) => ({ role }));
  const cluster = validate({ name: 'x', nodes });
  const all = cluster.nodes.slice(1).map(({ name: node }) => ({ ...start, node }));
  // The first control plane is told which nodes it makes files for.
  const handed = facts === undefined ? all : all.slice(0, 1);
  const events: string[] = [];
  const inputs: Record<string, unknown> = {};
  const exec = async (name: string, command: readonly string[], { stdin }: ExecOptions = {}) => {
    const line = `${name}: ${command.slice(0, 3).join(' ')}`;
    events.push(line);
    if (line === fails) {
      const details = { exitCode: 1, output: 'secret, reason', stdout: 'secret', stderr: 'reason\n' };
      throw new CommandError(command, 'exit status 1', details);
    }
    if (typeof stdin === 'string') inputs[name] = JSON.parse(stdin);
    return { stdout: printed(command, handed), stderr: '', exitCode: 0 };
  };
  const context = { engine: { name: 'podman', exec } as unknown as Engine, cluster, progress: silent } as CreateContext;
  const plan = new Plan();
  const known = cluster.nodes.map((node, index): NodeFacts => {
    const own = { images: undefined, cniManifest: undefined, storageManifest: undefined, hosts: '', mtu: 1500 };
    const addresses = { ipv4: `10.89.0.${index + 2}`, ipv6: '' };
    const common = { node, addresses, kubernetesVersion: VERSION, seedLabel: seedLabel(), ...own };
    return index === 2 ? { ...common, ...facts } : common;
  });
  const peers = plan.step('peers', {}, () => known);
  const proxies = plan.step('proxies', {}, () => ({}));
  const ready = plan.step('ready', {}, () => {});
  const prepared = known.map((facts, index): PreparedNode => {
    const step = plan.step(`facts ${index}`, {}, () => facts);
    return { node: facts.node, facts: step, peers, proxies, ready };
  });
  const credentials = plan.step('files written', {}, () => {});
  const apiServer = plan.step('API server', { needs: { credentials } }, async () => {
    await new Promise(setImmediate);
    events.push('API server up');
  });
  const [control, ...others] = prepared as [PreparedNode, ...PreparedNode[]];
  const bootstrap = plan.step('seeded', {}, () => seeded);
  const init = { seeded: bootstrap, credentials, apiServer, joinable: apiServer, done: apiServer };
  joinNodes(plan, context, { control, others, ...init });
  const timings = await plan.run();
  return { events, inputs, steps: timings.map(({ step }) => step) };
}

test('in a cluster from a seed, workers start before the API server is up', async () => {
  const { events, inputs, steps } = await joinWorkers({ seeded: true });
  assert.deepEqual(events.slice(0, 4), [
    `x-control-plane: ${SEED} hand-over`,
    `x-worker: ${SEED} join`,
    `x-worker2: ${SEED} join`,
    'API server up',
  ]);
  assert.ok(!events.some((event) => event.includes('kubeadm')));
  for (const node of names.slice(1)) assert.deepEqual(inputs[node], { ...start, node });
  for (const name of names.slice(1)) assert.ok(steps.includes(`join ${name}`));
});

test('a worker with another image is joined by kubeadm, when the API server is up', async () => {
  const cases: Partial<NodeFacts>[] = [
    { kubernetesVersion: 'v1.35.4', seedLabel: seedLabel(SEED_FORMAT, 'v1.35.4') },
    { seedLabel: undefined },
    { seedLabel: seedLabel(SEED_FORMAT - 1) },
  ];
  for (const facts of cases) {
    const { events } = await joinWorkers({ seeded: true, facts });
    const at = (event: string) => events.indexOf(event);
    assert.ok(at(`x-worker: ${SEED} join`) < at('API server up'));
    assert.equal(at(`x-worker2: ${SEED} join`), -1);
    assert.ok(at('x-worker2: kubeadm join --config') > at('API server up'));
  }
});

test('control planes start at the same time, and have what they share already', async () => {
  const { events, steps } = await join(['control-plane', 'control-plane'], { seeded: true });
  assert.deepEqual(events, [
    `x-control-plane: ${SEED} hand-over`,
    `x-control-plane2: ${SEED} join`,
    `x-control-plane3: ${SEED} join`,
    'API server up',
  ]);
  for (const name of ['x-control-plane2', 'x-control-plane3']) assert.ok(steps.includes(`join ${name}`));
});

test('kubeadm joins a control plane with another image when etcd has those that start from the seed', async () => {
  const { events } = await join(['control-plane', 'control-plane'], { seeded: true, facts: { seedLabel: undefined } });
  const at = (event: string) => events.indexOf(event);
  assert.ok(at(`x-control-plane2: ${SEED} join`) < at('API server up'));
  assert.equal(at('x-control-plane2: kubeadm join --config'), -1);
  assert.ok(at('x-control-plane3: tar -x -C') > 0, 'it has the first one’s credentials');
  assert.ok(at('x-control-plane3: kubeadm join --config') > at('x-control-plane3: tar -x -C'));
  assert.ok(at('x-control-plane3: kubeadm join --config') > at('API server up'));
  assert.equal(at('x-control-plane2: tar -x -C'), -1);
});

test('without a seed kubeadm joins all', async () => {
  const { events } = await joinWorkers({ seeded: false });
  for (const name of names.slice(1)) assert.ok(events.includes(`${name}: kubeadm join --config`));
  assert.ok(!events.some((event) => event.includes('seed')));
});

test('a failure is told with its reason, and without the keys that were on the way', async () => {
  const shown = (error: unknown): string =>
    error instanceof Error
      ? `${error.message} ${error instanceof CommandError ? error.output : ''}${shown(error.cause)}`
      : '';
  await assert.rejects(joinWorkers({ seeded: true, fails: `x-control-plane: ${SEED} hand-over` }), (error: unknown) => {
    assert.match(String(error), /failed to get the other nodes' files from node "x-control-plane": reason$/);
    assert.doesNotMatch(shown(error), /secret/);
    return true;
  });
  await assert.rejects(joinWorkers({ seeded: true, fails: `x-worker: ${SEED} join` }), {
    message: /^failed to join node from the seed: node "x-worker": /,
  });
});
