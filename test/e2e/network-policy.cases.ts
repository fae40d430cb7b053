import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { engineOf, type Inside, insideOf } from '../support/inside.js';
import type { User } from '../support/kind.js';
import { fetching, pod } from './workloads.js';

const NAMESPACE = 'policies';
const ELSEWHERE = 'elsewhere';
const POLICIES = `/apis/networking.k8s.io/v1/namespaces/${NAMESPACE}/networkpolicies`;

/** `web` is asked by `near` on its own node, `client` on the other one, and `stranger` of another namespace. */
const ASKING = ['near', 'client', 'stranger'] as const;
type Seen = Record<(typeof ASKING)[number], boolean>;

/** How soon a change of policies must be seen in the network, in seconds. */
const REACTION = 1;
/** In MiB. */
const MEMORY = 64;

/**
 * Network policies that change, in a cluster in which the sample image is loaded.
 *
 * @param nodes names of its control plane and of a worker
 * @param user asked for when the tests run
 * @param whileAway what else is to be done in the meantime in which the API server is away: it takes long to come back
 */
export function networkPolicyCases(
  cluster: string,
  nodes: readonly [string, string],
  user: () => User,
  whileAway: () => Promise<void>,
): void {
  const [controlPlane, worker] = nodes;
  let inside: Inside;
  let api: ApiClient;
  /** IPv4 address of `web`, and of `client`. */
  let web: string;
  let client: string;

  before(async () => {
    inside = insideOf(await engineOf(user().engine));
    api = await ApiClient.fromKubeconfig(user().kubeconfig);
    for (const namespace of [NAMESPACE, ELSEWHERE]) await kubectl('create', 'namespace', namespace);
    await kubectl('label', 'namespace', ELSEWHERE, 'team=other');
    await start('web', worker);
    await start('near', worker);
    await start('client', controlPlane);
    await start('stranger', controlPlane);
    const ready = ['--for=condition=Ready', 'pod', '--all', '--timeout=60s'];
    for (const namespace of [NAMESPACE, ELSEWHERE]) await kubectl('wait', ...ready, '-n', namespace);
    web = await addressOf('web');
    client = await addressOf('client');
    await inPod('web', 'httpd', '-p', '9090', '-h', '/tmp/www');
  });

  after(() => kubectl('delete', 'namespace', NAMESPACE, ELSEWHERE, '--wait=false'));

  const kubectl = (...args: string[]) => user().kubectl(cluster, args);
  const at = (name: string) => ['-n', name === 'stranger' ? ELSEWHERE : NAMESPACE];
  const start = (name: string, node: string, command?: string[]) =>
    user().kubectl(cluster, ['apply', ...at(name), '-f', '-'], pod(name, { node, ...(command && { command }) }));
  const addressOf = (name: string) => kubectl('get', 'pod', name, ...at(name), '-o', 'jsonpath={.status.podIP}');
  const inPod = (name: string, ...command: string[]) => kubectl('exec', ...at(name), name, '--', ...command);
  const succeeds = (work: Promise<unknown>) =>
    work.then(
      () => true,
      () => false,
    );
  const reaches = (name: string, url: string) => succeeds(inPod(name, ...fetching(url, 2)));

  /** Who reaches a port of `web`. */
  const seen = async (port: number): Promise<Seen> => {
    const all = ASKING.map(async (name) => [name, await reaches(name, `http://${web}:${port}/`)] as const);
    return Object.fromEntries(await Promise.all(all)) as Seen;
  };
  const settles = (expected: Seen, port = 8080) =>
    eventually(async () => assert.deepEqual(await seen(port), expected), { timeout: 15_000 });

  const ofWeb = { podSelector: { matchLabels: { app: 'web' } } };
  const policy = (spec: object) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'tried' },
    spec,
  });
  const apply = async (spec: object) => {
    const { status, body } = await api.send('POST', POLICIES, policy(spec));
    assert.equal(status, 201, body);
  };
  const remove = async () => {
    const { status, body } = await api.send('DELETE', `${POLICIES}/tried`);
    assert.equal(status, 200, body);
  };
  /** Applies a policy for as long as a piece of work takes. */
  const during = async (spec: object, work: () => Promise<void>) => {
    await apply(spec);
    await work().finally(remove);
  };

  const OPEN: Seen = { near: true, client: true, stranger: true };
  const CLOSED: Seen = { near: false, client: false, stranger: false };

  test('without policies everybody reaches everybody, and the kernel has no rules for it', async () => {
    await settles(OPEN);
    for (const node of nodes) {
      assert.doesNotMatch(await inside(node, 'nft', 'list', 'tables'), /kindnet-network-policies/);
    }
  });

  test('default deny: no pod reaches the selected ones, their own node and what they ask for do', async () => {
    await during({ podSelector: {}, policyTypes: ['Ingress'] }, async () => {
      await settles(CLOSED);
      const fromNode = (node: string) => succeeds(inside(node, 'curl', '-sf', '-m', '2', `http://${web}:8080/`));
      assert.deepEqual([await fromNode(worker), await fromNode(controlPlane)], [true, false]);
      await inPod('web', 'nslookup', 'kubernetes.default.svc.cluster.local');
      assert.equal(await reaches('web', `http://${await addressOf('stranger')}:8080/`), true);
      // To itself, by way of nothing: its own addresses are never kept from a pod.
      assert.equal(await reaches('web', `http://${web}:8080/`), true);
    });
    await settles(OPEN);
  });

  test('peers are allowed by labels of pods, by labels of namespaces, and by blocks with exceptions', async () => {
    const from = (...peers: object[]) => ({ ...ofWeb, ingress: [{ from: peers }] });
    const namespaceSelector = { matchLabels: { team: 'other' } };
    await during(from({ podSelector: { matchLabels: { app: 'client' } } }), () => settles({ ...CLOSED, client: true }));
    await during(from({ namespaceSelector }), () => settles({ ...CLOSED, stranger: true }));
    const both = { namespaceSelector, podSelector: { matchLabels: { app: 'client' } } };
    await during(from(both), () => settles(CLOSED));
    const ipBlock = { cidr: '10.244.0.0/16', except: [`${client}/32`] };
    await during(from({ ipBlock }), () => settles({ ...OPEN, client: false }));
  });

  test('ports are allowed by name, by number and by range', async () => {
    const to = (...ports: object[]) => ({ ...ofWeb, ingress: [{ ports }] });
    const both = async (on8080: Seen, on9090: Seen) => {
      await settles(on8080, 8080);
      await settles(on9090, 9090);
    };
    await during(to({ port: 'http' }), () => both(OPEN, CLOSED));
    await during(to({ protocol: 'TCP', port: 9090 }), () => both(CLOSED, OPEN));
    await during(to({ port: 9000, endPort: 9100 }), () => both(CLOSED, OPEN));
    await during(to({ protocol: 'UDP' }), () => both(CLOSED, CLOSED));
  });

  test('egress that is denied takes DNS with it, unless that is allowed', async () => {
    const resolves = () =>
      succeeds(inPod('client', 'timeout', '4', 'nslookup', 'kubernetes.default.svc.cluster.local'));
    const what = async () => [await resolves(), await reaches('client', `http://${web}:8080/`)];
    const becomes = (expected: boolean[]) =>
      eventually(async () => assert.deepEqual(await what(), expected), { timeout: 30_000 });
    const ofClient = { podSelector: { matchLabels: { app: 'client' } }, policyTypes: ['Egress'] };
    await during(ofClient, () => becomes([false, false]));
    const dns = {
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
      ports: [{ protocol: 'UDP', port: 53 }],
    };
    await during({ ...ofClient, egress: [dns] }, () => becomes([true, false]));
    await becomes([true, true]);
  });

  test('a change is seen in the network in less than a second', async () => {
    await settles(OPEN);
    const closing = await timesOpen(inPod, web, () => apply({ ...ofWeb, policyTypes: ['Ingress'] }));
    const last = closing.times.at(-1) ?? 0;
    assert.ok((closing.times[0] ?? Infinity) < closing.changed, 'it was open before');
    assert.ok(last - closing.changed < REACTION, `still open after ${last - closing.changed} s`);
    const opening = await timesOpen(inPod, web, remove);
    const first = opening.times[0] ?? Infinity;
    assert.ok(first > opening.changed - REACTION, 'it was closed before');
    assert.ok(first - opening.changed < REACTION, `open after ${first - opening.changed} s`);
  });

  test('pods are isolated before their containers start', async () => {
    const once = `exec 2>/dev/null; timeout 2 wget -q -O /dev/null http://${web}:8080/ && echo reached || echo isolated; sleep 3600`;
    const result = async (name: string) => {
      await start(name, worker, ['sh', '-c', once]);
      return await eventually(async () => {
        const text = await kubectl('logs', name, ...at(name));
        assert.notEqual(text, '');
        return text.trim();
      });
    };
    await during({ podSelector: { matchLabels: { app: 'late' } }, policyTypes: ['Egress'] }, async () => {
      assert.equal(await result('free'), 'reached');
      assert.equal(await result('late'), 'isolated');
    });
    await kubectl('delete', 'pod', 'free', 'late', '-n', NAMESPACE, '--wait=false');
  });

  test('rules stay while the API server is away, and follow it when it is back', async () => {
    await apply({ ...ofWeb, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'near' } } }] }] });
    await settles({ ...CLOSED, near: true });
    const container = async (node: string, name: string) =>
      (await inside(node, 'crictl', 'ps', '-q', '--name', 'main', '--label', `io.kubernetes.pod.name=${name}`)).trim();
    const [near, other] = [await container(worker, 'near'), await container(controlPlane, 'client')];
    const asks = (node: string, id: string) =>
      succeeds(inside(node, 'crictl', 'exec', id, ...fetching(`http://${web}:8080/`, 2)));
    const manifest = ['/etc/kubernetes/manifests/kube-apiserver.yaml', '/kind/kube-apiserver.yaml'] as const;
    await inside(controlPlane, 'mv', ...manifest);
    try {
      await eventually(() => assert.rejects(api.send('GET', '/readyz', undefined, 1000)));
      assert.deepEqual([await asks(worker, near), await asks(controlPlane, other)], [true, false]);
      await whileAway();
    } finally {
      await inside(controlPlane, 'mv', manifest[1], manifest[0]);
    }
    await eventually(async () => assert.equal((await api.send('GET', '/readyz')).status, 200), { timeout: 120_000 });
    await remove();
    await settles(OPEN);
  });

  test('kindnetd is small', async () => {
    for (const node of nodes) {
      const pid = (await inside(node, 'pgrep', '-f', '/usr/local/bin/kindnetd')).trim();
      const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(await inside(node, 'cat', `/proc/${pid}/status`)) ?? [];
      assert.ok(Number(kilobytes) / 1024 < MEMORY, `${node}: ${kilobytes} kB`);
    }
  });

  test('when no policy is left, the kernel has no rules for it either', async () => {
    for (const node of nodes) {
      assert.doesNotMatch(await inside(node, 'nft', 'list', 'tables'), /kindnet-network-policies/);
    }
  });
}

/**
 * When `client` could reach an address, in a stretch of time in which something changes. Single packets, of which
 * none is sent again: one that comes through shows that it was open when it was sent.
 *
 * @returns `times`: when a packet was sent that came through, and `changed`: when the change was made, in seconds
 *   since the machine was started
 */
async function timesOpen(
  inPod: (name: string, ...command: string[]) => Promise<string>,
  address: string,
  change: () => Promise<void>,
): Promise<{ times: number[]; changed: number }> {
  const once = `read t _ < /proc/uptime; (ping -c 1 -W 1 ${address} > /dev/null && echo $t) & sleep 0.05`;
  const sending = inPod('client', 'sh', '-c', `i=0; while [ $i -lt 100 ]; do i=$((i + 1)); ${once}; done; wait`);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await change();
  const changed = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  const times = (await sending).trim().split('\n').filter(Boolean).map(Number);
  return { times: times.sort((a, b) => a - b), changed };
}
