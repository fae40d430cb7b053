import { equal, match, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { CommandError, type RunOptions } from '../../../exec/run.js';
import { ApiClient } from '../kube/client.js';
import { eventually } from '../testing/eventually.js';
import { FakeApi } from '../testing/fake-api.js';
import { FakeRuntime } from '../testing/fake-runtime.js';
import { enforcePolicies } from './enforce.js';

const PODS = '/api/v1/pods';
const NAMESPACES = '/api/v1/namespaces';
const POLICIES = '/apis/networking.k8s.io/v1/networkpolicies';

const pod = (name: string, ip: string | undefined, labels = {}) => ({
  metadata: { namespace: 'default', name, uid: `uid-${name}`, labels },
  spec: { nodeName: 'self', containers: [] },
  status: { phase: 'Running', ...(ip && { podIP: ip }) },
});
const runtimePod = (name: string, ip: string) => {
  return { id: `id-${name}`, uid: `uid-${name}`, namespace: 'default', name, labels: {}, ips: [ip] };
};
const policy = (name: string, spec: object = {}) => ({ metadata: { namespace: 'default', name }, spec });

/** Enforces the policies of a fake API server by an nft that only remembers. */
async function start(t: TestContext, { interval = 60_000, before = '', fails = false } = {}) {
  const api = await FakeApi.start(t);
  api.apply(NAMESPACES, { metadata: { name: 'default' } });
  api.apply(PODS, pod('web', '10.244.0.2'));
  const stop = new AbortController();
  const logs: string[] = [];
  /** What nft was given, in order; the last is what holds. */
  const given = [before];
  const nft = { fails };
  const run = async (command: readonly string[], options: RunOptions = {}) => {
    if (nft.fails) throw new CommandError(command, 'exit status 1', { output: 'Operation not supported' });
    if (command.includes('list'))
      return { stdout: '', stderr: '', exitCode: (given.at(-1) ?? '').endsWith('}\n') ? 0 : 1 };
    given.push(String(options.stdin));
    return { stdout: '', stderr: '', exitCode: 0 };
  };
  const runtime = await FakeRuntime.start(t, [runtimePod('web', '10.244.0.2')]);
  const client = new ApiClient(api.inCluster, undefined);
  const log = (level: string, message: string) => logs.push(`${level}: ${message}`);
  const done = enforcePolicies({
    client,
    run,
    node: 'self',
    signal: stop.signal,
    log,
    interval,
    runtimeSocket: runtime.path,
  });
  t.after(async () => {
    stop.abort();
    await done;
  });
  const sees = (holds: () => boolean) => eventually(holds, () => ({ given, logs, requests: api.requests }), 10_000);
  const rules = () => given.at(-1) ?? '';
  return { api, runtime, sees, rules, given, logs, nft };
}

const isRemoval = (text: string) => text.trimEnd().endsWith('delete table inet kindnet-network-policies');

test('without policies neither pods nor namespaces are asked for, and the kernel is left alone', async (t) => {
  const { api, sees, given } = await start(t);
  await sees(() => api.requests.some((path) => path.startsWith(POLICIES) && path.includes('watch=1')));
  equal(
    api.requests.some((path) => path.startsWith(PODS) || path.startsWith(NAMESPACES)),
    false,
  );
  equal(given.length, 1);
});

test('rules of a kindnetd before this one are removed when there are no policies any more', async (t) => {
  const { sees, rules } = await start(t, { before: 'table inet kindnet-network-policies {\n}\n' });
  await sees(() => isRemoval(rules()));
});

test('a policy isolates, and its end opens again', async (t) => {
  const { api, sees, rules, logs } = await start(t);
  api.apply(POLICIES, policy('deny'));
  await sees(() => rules().includes('10.244.0.2 : goto pod-ingress/default/web'));
  match(rules(), /^table inet kindnet-network-policies\ndelete table inet kindnet-network-policies\n/);
  api.remove(POLICIES, policy('deny'));
  await sees(() => isRemoval(rules()));
  equal(
    logs.join('\n'),
    'INFO: network policies isolate pods of this node\nINFO: no pod of this node is isolated any more',
  );
});

test('pods that come, get another label and go change what a policy allows', async (t) => {
  const { api, sees, rules } = await start(t);
  api.apply(POLICIES, policy('some', { ingress: [{ from: [{ podSelector: { matchLabels: { may: 'yes' } } }] }] }));
  await sees(() => rules().includes('pod-ingress/default/web'));
  api.apply(PODS, pod('client', '10.244.0.9'));
  await sees(() => rules().includes('pod-ingress/default/client'));
  equal(rules().includes('elements = { 10.244.0.9 }'), false);
  api.apply(PODS, pod('client', '10.244.0.9', { may: 'yes' }));
  await sees(() => rules().includes('elements = { 10.244.0.9 }'));
  api.remove(PODS, pod('client', '10.244.0.9'));
  await sees(() => !rules().includes('10.244.0.9'));
});

test('labels of a namespace change what a policy allows', async (t) => {
  const { api, sees, rules } = await start(t);
  const namespaceSelector = { matchLabels: { team: 'x' } };
  api.apply(POLICIES, policy('some', { ingress: [{ from: [{ namespaceSelector }] }] }));
  await sees(() => rules().includes('pod-ingress/default/web'));
  equal(rules().includes('elements'), false);
  api.apply(NAMESPACES, { metadata: { name: 'default', labels: { team: 'x' } } });
  await sees(() => rules().includes('elements = { 10.244.0.2 }'));
});

test('changes that make no difference are not written', async (t) => {
  const { api, sees, given, rules } = await start(t);
  api.apply(POLICIES, policy('deny'));
  await sees(() => rules().includes('pod-ingress/default/web'));
  const before = given.length;
  api.apply(PODS, { ...pod('elsewhere', '10.244.1.2'), spec: { nodeName: 'other', containers: [] } });
  api.apply(POLICIES, policy('deny-all', { podSelector: { matchLabels: { app: 'none' } } }));
  api.apply(POLICIES, policy('deny', { policyTypes: ['Egress'] }));
  await sees(() => rules().includes('pod-egress/default/web'));
  equal(given.length, before + 1);
});

test('rules stay while the API server is away, and are written again in intervals', async (t) => {
  const { api, sees, given, rules } = await start(t, { interval: 20 });
  api.apply(POLICIES, policy('deny'));
  await sees(() => rules().includes('pod-ingress/default/web'));
  api.stop();
  const [before, text] = [given.length, rules()];
  await sees(() => given.length > before + 2);
  ok(given.slice(before).every((one) => one === text));
});

test('what was missed while the API server was away is made up for', async (t) => {
  const { api, sees, rules } = await start(t);
  api.apply(POLICIES, policy('deny'));
  await sees(() => rules().includes('pod-ingress/default/web'));
  api.stop();
  api.compact();
  api.remove(PODS, pod('web', '10.244.0.2'));
  api.apply(PODS, pod('web', '10.244.0.7'));
  await api.listen();
  await sees(() => rules().includes('10.244.0.7') && !rules().includes('10.244.0.2'));
});

test('a kernel without nftables is told once, and tried again', async (t) => {
  const { api, sees, rules, logs, nft } = await start(t, { fails: true });
  api.apply(POLICIES, policy('deny'));
  await sees(() => logs.some((line) => line.includes('cannot enforce network policies')));
  nft.fails = false;
  await sees(() => rules().includes('pod-ingress/default/web'));
  equal(logs.filter((line) => line.includes('Operation not supported')).length, 1);
});

test('a pod is isolated before it starts, whether or not the API server has told of it', async (t) => {
  const { api, runtime, sees, rules } = await start(t);
  api.apply(POLICIES, policy('deny'));
  await sees(() => rules().includes('pod-ingress/default/web') && runtime.plugins.length === 1);
  await runtime.tell('RunPodSandbox', runtimePod('unknown', '10.244.0.20'));
  match(rules(), /10\.244\.0\.20 : goto pod-ingress\/default\/unknown/);
  api.apply(PODS, pod('early', undefined));
  await runtime.tell('RunPodSandbox', runtimePod('early', '10.244.0.21'));
  match(rules(), /10\.244\.0\.21 : goto pod-ingress\/default\/early/);
});

test('without policies the container runtime has nobody to wait for', async (t) => {
  const { api, runtime, sees, rules } = await start(t);
  api.apply(POLICIES, policy('deny'));
  await sees(() => rules().includes('pod-ingress/default/web') && runtime.plugins.length === 1);
  api.remove(POLICIES, policy('deny'));
  await sees(() => isRemoval(rules()) && !runtime.isConnected);
});
