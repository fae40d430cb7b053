import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { LOAD_BALANCER_IMAGE } from '../config/defaults.js';
import type { Cluster } from '../config/v1alpha4.js';
import { PortTakenError } from '../engine/cli/failure.js';
import { type Progress, silent } from '../progress.js';
import { type CreateOptions, createCluster } from './create-cluster.js';
import { faultyEngine } from './testing/faulty-engine.js';

const TWO_NODES: Cluster = {
  nodes: [{ role: 'control-plane' }, { role: 'worker', extraPortMappings: [{ containerPort: 80 }] }],
};

function home(t: TestContext): { env: Record<string, string>; kubeconfig: string } {
  const directory = mkdtempSync(join(tmpdir(), 'kindling-create-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return { env: { HOME: directory }, kubeconfig: join(directory, '.kube/config') };
}

const taken = (port: number) => new PortTakenError('127.0.0.1', port, undefined);

test('a create exports the kubeconfig and tells what each step took', async (t) => {
  const { env, kubeconfig } = home(t);
  const { engine, containers } = faultyEngine({});
  const created = await createCluster({ engine, env, name: 'unit-ok', config: TWO_NODES });
  assert.deepEqual(created.nodes, ['unit-ok-control-plane', 'unit-ok-worker']);
  assert.deepEqual([...containers.keys()].sort(), created.nodes);
  assert.ok(created.timings.some(({ step }) => step === 'join unit-ok-worker'));
  assert.match(readFileSync(kubeconfig, 'utf8'), /current-context: kind-unit-ok/);
});

const THREE_CONTROL_PLANES: Cluster = {
  nodes: [{ role: 'control-plane' }, { role: 'control-plane' }, { role: 'worker' }, { role: 'control-plane' }],
  networking: { apiServerAddress: '0.0.0.0', apiServerPort: 16443 },
};

test('several control planes get a load balancer, which has the published port', async (t) => {
  const { engine, containers, commands } = faultyEngine({});
  await createCluster({ engine, env: home(t).env, name: 'unit-ha', config: THREE_CONTROL_PLANES });
  const balancer = containers.get('unit-ha-external-load-balancer');
  const control = containers.get('unit-ha-control-plane');
  assert.equal(balancer?.labels['io.x-k8s.kind.role'], 'external-load-balancer');
  const published = { address: '0.0.0.0', hostPort: 16443, containerPort: 6443, protocol: 'TCP' };
  assert.deepEqual([balancer?.kind, balancer?.ports], ['load-balancer', [published]]);
  assert.equal(control?.ports?.[0]?.address, '127.0.0.1');
  assert.notEqual(control?.ports?.[0]?.hostPort, 16443);
  const count = (start: string) => commands.filter((command) => command.startsWith(start)).length;
  assert.deepEqual([count('kubeadm init'), count('kubeadm join')], [1, 3]);
});

test('phases of several control planes are shown in order', async (t) => {
  const phases: string[] = [];
  const { engine } = faultyEngine({});
  const progress = { ...silent, start: (phase: string) => phases.push(phase) };
  const options = { engine, env: home(t).env, name: 'unit-phases', config: THREE_CONTROL_PLANES };
  await createCluster({ ...options, progress });
  assert.deepEqual(phases.slice(1), [
    'Preparing nodes 📦 📦 📦 📦 ',
    'Configuring the external load balancer ⚖️',
    'Writing configuration 📜',
    'Starting control-plane 🕹️',
    'Installing CNI 🔌',
    'Installing StorageClass 💾',
    'Joining more control-plane nodes 🎮',
    'Joining worker nodes 🚜',
  ]);
});

test("without the load balancer's image, create says how to build it", async (t) => {
  const { engine, containers } = faultyEngine({ images: [LOAD_BALANCER_IMAGE] });
  const options = { engine, env: home(t).env, name: 'unit-no-lb', config: THREE_CONTROL_PLANES };
  await assert.rejects(createCluster(options), { code: 'IMAGE_NOT_FOUND', hint: /kind build haproxy-image$/ });
  assert.equal(containers.size, 0);
  await createCluster({ ...options, config: TWO_NODES });
});

test('a network without DNS is an error for several control planes', async (t) => {
  const { engine } = faultyEngine({ exec: ['curl'], exitCode: 6 });
  const options = { engine, env: home(t).env, name: 'unit-no-dns', config: THREE_CONTROL_PLANES };
  await assert.rejects(createCluster(options), {
    message: /node "unit-no-dns-control-plane" cannot resolve the name of the load balancer/,
    hint: /need DNS on the network "kind": install aardvark-dns$/,
  });
});

test("what the user sees are kind's phases in their order", async (t) => {
  const lines: string[] = [];
  const progress: Progress = {
    start: (phase) => lines.push(phase),
    end: (ok) => lines.push(ok ? 'ok' : 'failed'),
    log: (line, verbosity = 0) => verbosity === 0 && lines.push(line),
    warn: (line) => lines.push(line),
    error: (line) => lines.push(line),
  };
  const { engine } = faultyEngine({});
  const nodes: Cluster['nodes'] = [{ image: 'b:1' }, { role: 'worker', image: 'a:1@sha256:0' }];
  await createCluster({ engine, env: home(t).env, name: 'unit-seen', config: { nodes }, wait: 61_000, progress });
  assert.deepEqual(
    lines.filter((line) => line !== 'ok'),
    [
      'Creating cluster "unit-seen" ...',
      'Ensuring node image (a:1) 🖼️',
      'Ensuring node image (b:1) 🖼️',
      'Preparing nodes 📦 📦 ',
      'Writing configuration 📜',
      'Starting control-plane 🕹️',
      'Installing CNI 🔌',
      'Installing StorageClass 💾',
      'Joining worker nodes 🚜',
      'Waiting ≤ 1m1s for control-plane = Ready ⏳',
      ' • Ready after 0s 💚',
      'Set kubectl context to "kind-unit-seen"',
    ],
  );
});

test('a name is refused when it is taken, warned of when it is long, and only then checked', async (t) => {
  const { engine } = faultyEngine({});
  const { env } = home(t);
  const warnings: string[] = [];
  const progress = { ...silent, warn: (line: string) => void warnings.push(line) };
  const name = `unit-${'long'.repeat(12)}`;
  const bad: Cluster = { networking: { podSubnet: 'bad' } };
  await assert.rejects(createCluster({ engine, env, name, config: bad, progress }), /: invalid pod subnet /);
  assert.deepEqual(warnings, [
    `cluster name "${name}" is probably too long, this might not work properly on some systems`,
  ]);
  await createCluster({ engine, env, name });
  const taken = `failed to create cluster: node(s) already exist for a cluster with the name "${name}"`;
  await assert.rejects(createCluster({ engine, env, name, config: bad }), { code: 'CLUSTER_EXISTS', message: taken });
});

test('a kubeconfig that cannot be written leaves the cluster', async (t) => {
  const { env, kubeconfig } = home(t);
  mkdirSync(join(kubeconfig, '..'));
  writeFileSync(`${kubeconfig}.lock`, '');
  const { engine, containers } = faultyEngine({});
  await assert.rejects(createCluster({ engine, env, name: 'unit-locked' }), {
    code: 'KUBECONFIG',
    message: `failed to create cluster: failed to lock config file: open ${kubeconfig}.lock: file exists`,
  });
  assert.deepEqual([...containers.keys()], ['unit-locked-control-plane']);
});

test('the address of the API server is in the kubeconfig as it is in the configuration', async (t) => {
  const { env, kubeconfig } = home(t);
  const networking = { apiServerAddress: '0.0.0.0', apiServerPort: 7443 };
  await createCluster({ engine: faultyEngine({}).engine, env, name: 'unit-open', config: { networking } });
  assert.match(readFileSync(kubeconfig, 'utf8'), /server: https:\/\/0\.0\.0\.0:7443\n/);
});

test('a step that fails undoes everything, and says what the program printed', async (t) => {
  const { env, kubeconfig } = home(t);
  const { engine, containers } = faultyEngine({ exec: ['kubeadm join'] });
  await assert.rejects(createCluster({ engine, env, name: 'unit-undo', config: TWO_NODES }), (error: Error) => {
    assert.match(error.message, /^failed to create cluster: failed to join node with kubeadm: .*"unit-undo-worker"/);
    let cause: unknown = error;
    while (cause instanceof Error && !('output' in cause)) cause = cause.cause;
    assert.equal((cause as { output: string }).output, 'what it printed');
    return true;
  });
  assert.equal(containers.size, 0);
  assert.ok(!existsSync(kubeconfig));
});

test('with retain nothing is removed', async (t) => {
  const { engine, containers } = faultyEngine({ exec: ['kubeadm init'] });
  const options = { engine, env: home(t).env, name: 'unit-retain', config: TWO_NODES, retain: true };
  await assert.rejects(createCluster(options), /failed to init node with kubeadm/);
  assert.equal(containers.size, 2);
});

test('a create that finds a container of its name removes only its own', async (t) => {
  const { engine, containers } = faultyEngine({});
  const other = { kind: 'node', name: 'unit-race-worker', labels: {} } as never;
  containers.set('unit-race-worker', other);
  const options = { engine, env: home(t).env, name: 'unit-race', config: TWO_NODES };
  await assert.rejects(createCluster(options), /the name unit-race-worker is in use/);
  assert.deepEqual([...containers.keys()], ['unit-race-worker']);
});

test('a port that kindling chose is chosen anew when it is taken meanwhile', async (t) => {
  const { engine, containers } = faultyEngine({ run: { 'unit-port-worker': [taken(40001), taken(40002)] } });
  await createCluster({ engine, env: home(t).env, name: 'unit-port', config: TWO_NODES });
  assert.equal(containers.get('unit-port-worker')?.ports?.[0]?.containerPort, 80);
});

test('a port that the user chose is not', async (t) => {
  const config: Cluster = { nodes: [{ extraPortMappings: [{ containerPort: 80, hostPort: 8080 }] }] };
  const { engine } = faultyEngine({ run: { 'unit-fixed-control-plane': [taken(8080)] } });
  const creating = createCluster({ engine, env: home(t).env, name: 'unit-fixed', config });
  await assert.rejects(creating, { code: 'PORT_TAKEN' });
});

test('on a remote engine no port of this machine is picked, and the kubeconfig comes with a warning', async (t) => {
  const { env } = home(t);
  const warnings: string[] = [];
  const progress = { ...silent, warn: (message: string) => void warnings.push(message) };
  const { engine, containers } = faultyEngine({ host: { place: 'remote', address: 'ssh://me@far' } });
  await createCluster({ engine, env, name: 'unit-remote', config: TWO_NODES, progress });
  const ports = [...containers.values()].flatMap((spec) => spec.ports ?? []);
  assert.deepEqual(
    ports.map(({ hostPort }) => hostPort),
    [0, 0],
  );
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /^the container engine is remote \(ssh:\/\/me@far\)/);
});

test('two creates of one name at the same time: one wins, and its cluster stays', async (t) => {
  const { env } = home(t);
  const { engine, containers } = faultyEngine({});
  const both = await Promise.allSettled([1, 2].map(() => createCluster({ engine, env, name: 'unit-twice' })));
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  const refused = both.find((result) => result.status === 'rejected');
  assert.equal(refused?.reason.code, 'CLUSTER_EXISTS');
  assert.deepEqual([...containers.keys()], ['unit-twice-control-plane']);
});

test('the configuration may be an object, text, or a file; each is checked alike', async (t) => {
  const { env } = home(t);
  const { engine, containers } = faultyEngine({});
  const config = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: unit-file\nnodez: []\n';
  const file = join(env.HOME ?? '', 'cluster.yaml');
  writeFileSync(file, config);
  const refused = (given: CreateOptions['config']) => createCluster({ engine, env, ...(given && { config: given }) });
  await assert.rejects(refused({ file }), {
    code: 'CONFIG_INVALID',
    message: /cluster\.yaml:4:1: unknown field "nodez"/,
  });
  await assert.rejects(refused({ text: config, source: 'here' }), { message: /here:4:1: unknown field "nodez"/ });
  const object = { name: 'unit-file', nodez: [] } as Cluster;
  await assert.rejects(refused(object), { message: /config \(as JSON\):3:3: unknown field "nodez"/ });
  await assert.rejects(refused({ apiVersion: 'v2' } as unknown as Cluster), { message: /unknown apiVersion: v2/ });
  await assert.rejects(refused({ file: `${file}.none` }), { code: 'CONFIG_INVALID', message: /error reading file: / });
  assert.equal(containers.size, 0);
  writeFileSync(file, config.replace('nodez: []\n', ''));
  assert.deepEqual((await refused({ file })).nodes, ['unit-file-control-plane']);
});

test('a create can stop before Kubernetes: nodes are configured, and no kubeconfig is written', async (t) => {
  const { env, kubeconfig } = home(t);
  const { engine, containers, commands } = faultyEngine({});
  const options = { engine, env, name: 'unit-bare', config: TWO_NODES, wait: 1000 };
  const created = await createCluster({ ...options, stopBeforeSettingUpKubernetes: true });
  assert.deepEqual(created.nodes, [...containers.keys()].sort());
  assert.equal(created.kubeconfigPath, undefined);
  assert.ok(!existsSync(kubeconfig));
  assert.ok(created.timings.some(({ step }) => step === 'configure unit-bare-worker'));
  assert.deepEqual(
    commands.filter((command) => command.startsWith('kube')),
    [],
  );
});

test('a create that is cancelled undoes everything', async (t) => {
  const controller = new AbortController();
  const { engine, containers } = faultyEngine({});
  const progress = {
    start: (phase: string) => phase.startsWith('Starting') && controller.abort(new Error('enough')),
    end() {},
    log() {},
    warn() {},
    error() {},
  };
  const options = { engine, env: home(t).env, name: 'unit-cancel', progress, signal: controller.signal };
  await assert.rejects(createCluster(options), { code: 'CANCELLED', cause: new Error('enough') });
  assert.equal(containers.size, 0);
});

test('without a network, the end of --wait is a warning and the cluster stays', async (t) => {
  const { engine, containers } = faultyEngine({
    exec: ['kubectl --kubeconfig=/etc/kubernetes/admin.conf wait --for=condition=Ready'],
    prints: 'error: timed out waiting for the condition',
  });
  const said: string[] = [];
  const progress = { ...silent, warn: (text: string) => said.push(text), log: (text: string) => said.push(text) };
  const options = { engine, progress, env: home(t).env, wait: 1000 };
  await createCluster({ ...options, name: 'unit-bare', config: { networking: { disableDefaultCNI: true } } });
  assert.equal(containers.size, 1);
  assert.match(said.join('\n'), /with disableDefaultCNI they wait for the network that you install/);
  assert.doesNotMatch(said.join('\n'), /Ready after/);
  await assert.rejects(createCluster({ ...options, name: 'unit-late' }), { code: 'TIMEOUT' });
});
