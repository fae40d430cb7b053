import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createCluster } from '../../cluster/create-cluster.js';
import { deleteCluster } from '../../cluster/delete-cluster.js';
import { uniqueLocalSubnet } from '../cli/network/subnet.js';
import type { ContainerSpec } from '../engine.js';
import { Nerdctl } from './nerdctl.js';
import { standIn } from './testing/stand-in.js';

const CONFIG = { name: 'c', nodes: [{ role: 'control-plane' }, { role: 'worker' }, { role: 'worker' }] } as const;

/** Calls of one command, without the program's name. */
const of = (calls: string[][], ...words: string[]) =>
  calls.map(([, ...args]) => args).filter((args) => words.every((word, index) => args[index] === word));

async function created(t: TestContext, binary: string) {
  const { env, calls } = await standIn(t, binary);
  const engine = new Nerdctl(binary, env);
  const config = { ...CONFIG, nodes: [...CONFIG.nodes], networking: { apiServerPort: 40000 } };
  const cluster = await createCluster({ engine, env, image: 'img', config });
  return { env, engine, cluster, calls };
}

for (const binary of ['nerdctl', 'finch']) {
  test(`${binary}: a cluster is created`, async (t) => {
    const { env, cluster, calls } = await created(t, binary);
    const all = await calls();
    assert.deepEqual([...new Set(all.map(([program]) => program))], [binary]);
    // Which subnet is free depends on this machine.
    assert.match(
      of(all, 'network', 'create')[0]?.join(' ') ?? '',
      /^network create -d=bridge --ipv6 --subnet fc00:\S+::\/64 kind$/,
    );
    const runs = of(all, 'run').map((args) => args.join(' ').replace(' --volume /lib/modules:/lib/modules:ro', ''));
    const wanted = (name: string, role: string, more = '') =>
      `run --name ${name} --hostname ${name} --label io.x-k8s.kind.cluster=c --label io.x-k8s.kind.role=${role} ` +
      '--privileged --security-opt seccomp=unconfined --security-opt apparmor=unconfined --tmpfs /tmp --tmpfs /run ' +
      '--volume /var -e KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER --detach --tty --net kind ' +
      `--restart=on-failure:1 --init=false ${more}img`;
    const endpoint = '-e KUBECONFIG=/etc/kubernetes/admin.conf --publish=127.0.0.1:40000:6443/TCP ';
    assert.deepEqual(runs, [
      wanted('c-control-plane', 'control-plane', endpoint),
      wanted('c-worker', 'worker'),
      wanted('c-worker2', 'worker'),
    ]);
    assert.deepEqual(cluster.nodes, ['c-control-plane', 'c-worker', 'c-worker2']);
    assert.match(await readFile(join(env.HOME, '.kube/config'), 'utf8'), /server: https:\/\/127\.0\.0\.1:40000/);
  });
}

test('a cluster is deleted in four calls: nodes that restart by themselves must be told not to', async (t) => {
  const { env, engine, calls } = await created(t, 'nerdctl');
  const before = (await calls()).length;
  const { nodes } = await deleteCluster({ engine, env, name: 'c' });
  assert.deepEqual(nodes, ['c-control-plane', 'c-worker', 'c-worker2']);
  const since = (await calls()).slice(before).map(([, ...args]) => args);
  assert.deepEqual(since.slice(0, 2), [
    ['ps', '-a', '--no-trunc', '-q', '--filter', 'label=io.x-k8s.kind.cluster=c'],
    ['inspect', '--type=container', ...nodes],
  ]);
  assert.deepEqual(since.slice(-4), [
    ['update', '--restart=no', ...nodes],
    ['stop', ...nodes],
    ['wait', ...nodes],
    ['rm', '-f', '-v', ...nodes],
  ]);
  assert.deepEqual((await deleteCluster({ engine, env, name: 'c' })).nodes, []);
});

for (const [command, message] of [
  ['update', 'failed to delete cluster "c": failed to update restart policy to \'no\': '],
  ['stop', 'failed to delete cluster "c": failed to stop nodes: '],
  ['wait', 'failed to delete cluster "c": failed to wait for node exit: '],
  ['rm', 'failed to delete cluster "c": failed to delete nodes: '],
] as const) {
  test(`${command} that fails is told of`, async (t) => {
    const { env } = await standIn(t, 'nerdctl', `'${command} '*) echo broken >&2; exit 1 ;;`);
    const engine = new Nerdctl('nerdctl', env);
    await engine.runContainer(node('c-worker'));
    await assert.rejects(deleteCluster({ engine, env, name: 'c' }), (error: Error) => {
      assert.ok(error.message.startsWith(message), error.message);
      assert.match(error.message, /broken$/);
      return true;
    });
  });
}

test('containers are started one after another, also after one that failed', async (t) => {
  const { env } = await standIn(t, 'nerdctl', "'run --name broken'*) sleep 0.1; exit 1 ;;");
  const engine = new Nerdctl('nerdctl', env);
  const names = ['a', 'broken', 'b', 'c'];
  const started = await Promise.allSettled(names.map((name) => engine.runContainer(node(name))));
  assert.deepEqual(
    started.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
});

test('what docker says of networks, nerdctl does alike: the MTU of the bridge, another subnet, or none', async (t) => {
  const bridge = "'network inspect bridge'*) echo 1400 ;;";
  const noIpv6 = "'network create'*--ipv6*) echo 'ip6tables: not found' >&2; exit 1 ;;";
  const busy = "'network create'*fc00:f853:ccd:e793*) echo 'networks have overlapping IPv6' >&2; exit 1 ;;";
  const made = async (cases: string) => {
    // What runs in a virtual machine does not mind this machine's networks.
    const { env, calls } = await standIn(t, 'nerdctl.lima', cases);
    await new Nerdctl('nerdctl.lima', env).ensureNetwork('kind');
    return of(await calls(), 'network').map(([, ...args]) => args.join(' '));
  };
  const exists = 'inspect kind --format={{.Name}}';
  const askMtu = 'inspect bridge -f {{ index .Options "com.docker.network.driver.mtu" }}';
  const create = (subnet: string) => `create -d=bridge ${subnet && `--ipv6 --subnet ${subnet}::/64 `}kind`;
  const [first, second] = ['fc00:f853:ccd:e793', uniqueLocalSubnet('kind', 1).replace('::/64', '')] as const;
  assert.deepEqual(await made(''), [exists, askMtu, create(first)]);
  const mtu = '-d=bridge -o com.docker.network.driver.mtu=1400';
  assert.deepEqual(await made(bridge), [exists, askMtu, create(first).replace('-d=bridge', mtu)]);
  assert.deepEqual(await made(busy), [exists, askMtu, create(first), exists, askMtu, create(second)]);
  assert.deepEqual(await made(noIpv6), [exists, askMtu, create(first), askMtu, create('')]);
});

test('a nerdctl that does not answer is told of in words of its own', async (t) => {
  const { env } = await standIn(t, 'finch', "info*) echo 'cannot access containerd socket' >&2; exit 1 ;;");
  await assert.rejects(new Nerdctl('finch', env).info(), {
    code: 'ENGINE_UNAVAILABLE',
    message: /^failed to get nerdctl info: nerdctl does not answer: cannot access containerd socket/,
  });
});

function node(name: string): ContainerSpec {
  const labels = { 'io.x-k8s.kind.cluster': 'c', 'io.x-k8s.kind.role': 'worker' };
  return { name, hostname: name, image: 'img', labels, network: 'kind', kind: 'node' };
}
