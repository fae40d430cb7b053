import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { withSampleImage } from '../../scripts/quickstart/sample-image.js';
import type { EngineName } from '../../src/engine/engine.js';
import { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { engineOf, type Inside, insideOf } from '../support/inside.js';
import { User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';
import { fetching, pod } from './workloads.js';

const NAME = 'e2e-policy';
const CONTROL_PLANE = `${NAME}-control-plane`;
const WORKER = `${NAME}-worker`;
const POLICIES = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';

/** `web` is asked by `near` on its own node, `client` on the other one, and `stranger` of another namespace. */
const ASKING = ['near', 'client', 'stranger'] as const;
type Seen = Record<(typeof ASKING)[number], boolean>;

/** How soon a change of policies must be seen in the network, in seconds. */
const REACTION = 1;
/** In MiB. */
const MEMORY = 64;

/** One control plane and one worker, whose network policies change. */
export function networkPolicyCases(engineName: EngineName): void {
  let user: User;
  let inside: Inside;
  let api: ApiClient;
  let clean: Record<string, string[]>;
  /** IPv4 address of `web`, and of `client`. */
  let web: string;
  let client: string;

  before(async () => {
    clean = await leftovers(engineName);
    user = await User.create(engineName);
    inside = insideOf(await engineOf(engineName));
    const config = `
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
name: ${NAME}
nodes: [{ role: control-plane }, { role: worker }]
`;
    const created = await user.kind(['create', 'cluster', '--config=-', '--wait', '3m'], { stdin: config });
    assert.equal(created.exitCode, 0, created.stderr);
    api = await ApiClient.fromKubeconfig(user.kubeconfig);
    await withSampleImage((archive) => user.mustKind(['load', 'image-archive', archive, '--name', NAME]));
    await user.kubectl(NAME, ['create', 'namespace', 'elsewhere']);
    await user.kubectl(NAME, ['label', 'namespace', 'elsewhere', 'team=other']);
    const start = (namespace: string, name: string, node: string) =>
      user.kubectl(NAME, ['apply', '-n', namespace, '-f', '-'], pod(name, { node }));
    await start('default', 'web', WORKER);
    await start('default', 'near', WORKER);
    await start('default', 'client', CONTROL_PLANE);
    await start('elsewhere', 'stranger', CONTROL_PLANE);
    const ready = ['--for=condition=Ready', 'pod', '--all', '--timeout=60s'];
    for (const namespace of ['default', 'elsewhere']) await user.kubectl(NAME, ['wait', '-n', namespace, ...ready]);
    web = await addressOf('web');
    client = await addressOf('client');
    await user.kubectl(NAME, ['exec', 'web', '--', 'httpd', '-p', '9090', '-h', '/tmp/www']);
  });

  after(async () => {
    await user.kind(['delete', 'cluster', '--name', NAME]);
    await user.dispose();
  });

  const addressOf = (name: string) => user.kubectl(NAME, ['get', 'pod', name, '-o', 'jsonpath={.status.podIP}']);

  const inPod = (name: string, ...command: string[]) => {
    const namespace = name === 'stranger' ? 'elsewhere' : 'default';
    return user.kubectl(NAME, ['exec', '-n', namespace, name, '--', ...command]);
  };
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
    for (const node of [CONTROL_PLANE, WORKER]) {
      assert.doesNotMatch(await inside(node, 'nft', 'list', 'tables'), /kindnet-network-policies/);
    }
  });

  test('default deny: no pod reaches the selected ones, their own node and what they ask for do', async () => {
    await during({ podSelector: {}, policyTypes: ['Ingress'] }, async () => {
      await settles(CLOSED);
      const fromNode = (node: string) => succeeds(inside(node, 'curl', '-sf', '-m', '2', `http://${web}:8080/`));
      assert.deepEqual([await fromNode(WORKER), await fromNode(CONTROL_PLANE)], [true, false]);
      await inPod('web', 'nslookup', 'kubernetes.default.svc.cluster.local');
      const stranger = await user.kubectl(NAME, [
        ...['get', 'pod', 'stranger', '-n', 'elsewhere'],
        ...['-o', 'jsonpath={.status.podIP}'],
      ]);
      assert.equal(await reaches('web', `http://${stranger}:8080/`), true);
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
      await user.kubectl(NAME, ['apply', '-f', '-'], pod(name, { node: WORKER, command: ['sh', '-c', once] }));
      return await eventually(async () => {
        const text = await user.kubectl(NAME, ['logs', name]);
        assert.notEqual(text, '');
        return text.trim();
      });
    };
    await during({ podSelector: { matchLabels: { app: 'late' } }, policyTypes: ['Egress'] }, async () => {
      assert.equal(await result('free'), 'reached');
      assert.equal(await result('late'), 'isolated');
    });
    await user.kubectl(NAME, ['delete', 'pod', 'free', 'late', '--wait=false']);
  });

  test('rules stay while the API server is away, and follow it when it is back', async () => {
    await apply({ ...ofWeb, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'near' } } }] }] });
    await settles({ ...CLOSED, near: true });
    const container = async (node: string, name: string) =>
      (await inside(node, 'crictl', 'ps', '-q', '--name', 'main', '--label', `io.kubernetes.pod.name=${name}`)).trim();
    const [near, other] = [await container(WORKER, 'near'), await container(CONTROL_PLANE, 'client')];
    const asks = (node: string, id: string) =>
      succeeds(inside(node, 'crictl', 'exec', id, ...fetching(`http://${web}:8080/`, 2)));
    const manifest = ['/etc/kubernetes/manifests/kube-apiserver.yaml', '/kind/kube-apiserver.yaml'] as const;
    await inside(CONTROL_PLANE, 'mv', ...manifest);
    await eventually(() => assert.rejects(api.send('GET', '/readyz', undefined, 1000)));
    assert.deepEqual([await asks(WORKER, near), await asks(CONTROL_PLANE, other)], [true, false]);
    await inside(CONTROL_PLANE, 'mv', manifest[1], manifest[0]);
    await eventually(async () => assert.equal((await api.send('GET', '/readyz')).status, 200), { timeout: 120_000 });
    await remove();
    await settles(OPEN);
  });

  test('kindnetd is small', async () => {
    for (const node of [CONTROL_PLANE, WORKER]) {
      const pid = (await inside(node, 'pgrep', '-f', '/usr/local/bin/kindnetd')).trim();
      const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(await inside(node, 'cat', `/proc/${pid}/status`)) ?? [];
      assert.ok(Number(kilobytes) / 1024 < MEMORY, `${node}: ${kilobytes} kB`);
    }
  });

  test('nothing of it is left: neither rules nor, when the cluster is deleted, anything else', async () => {
    for (const node of [CONTROL_PLANE, WORKER]) {
      assert.doesNotMatch(await inside(node, 'nft', 'list', 'tables'), /kindnet-network-policies/);
    }
    await user.mustKind(['delete', 'cluster', '--name', NAME]);
    assert.deepEqual(await leftovers(engineName), clean);
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
