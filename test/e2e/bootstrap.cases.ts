import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { EngineName } from '../../src/engine/engine.js';
import { BOOTSTRAP_TOKEN } from '../../src/kubeadm/input.js';
import { signClusterInfo } from '../../src/seed/cluster-info-signature.js';
import { verifyControlPlane } from '../support/certificates.js';
import { eventually } from '../support/eventually.js';
import { engineOf, type Inside, insideOf } from '../support/inside.js';
import { User } from '../support/kind.js';
import { clusterObjects, nodeFiles } from './bootstrap-state.js';

const BOOTSTRAPS = ['kubeadm', 'seed'] as const;

const CONTROL_PLANE_AND_WORKER = `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: control-plane
- role: worker
  labels: {tier: front}
`;

const CONTROL_PLANES = `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: control-plane
- role: control-plane
  labels: {tier: front}
`;

/** Two clusters of one configuration, for each way in which they are made. */
interface Clusters {
  name: (bootstrap: string) => string;
  user: User;
  inside: Inside;
}

/**
 * Makes a cluster in both ways, and compares them.
 *
 * @param prefix of the clusters' names
 * @param nodes names within the cluster
 * @returns they are there when tests run
 */
function comparedClusters(engine: EngineName, prefix: string, config: string, nodes: readonly string[]): Clusters {
  const name = (bootstrap: string) => `${prefix}-${bootstrap}`;
  const clusters = { name } as Clusters;
  before(async () => {
    const user = await User.create(engine);
    Object.assign(clusters, { user, inside: insideOf(await engineOf(engine)) });
    // One after another: two of them with several control planes are too much for small machines.
    for (const bootstrap of BOOTSTRAPS) {
      const flags = ['--bootstrap', bootstrap, '--wait', '4m', '--config', '-'];
      await user.mustKind(['create', 'cluster', '--name', name(bootstrap), ...flags], { stdin: config });
      await user.podsReady(name(bootstrap), 180);
    }
  });
  after(async () => {
    await clusters.user.kind(['delete', 'clusters', ...BOOTSTRAPS.map(name)]);
    await clusters.user.dispose();
  });

  test('both have the same objects', async () => {
    // Controllers are not done when pods are Ready: one takes away the taint of nodes that were not, others make slices.
    await eventually(async () => {
      const [kubeadm, seed] = await Promise.all(BOOTSTRAPS.map((each) => clusterObjects(clusters.user, name(each))));
      assert.deepEqual(Object.keys(seed ?? {}), Object.keys(kubeadm ?? {}));
      assert.deepEqual(seed, kubeadm);
    });
  });

  for (const node of nodes) {
    test(`both have the same files, permissions, kinds of keys and purposes of certificates: ${node}`, async () => {
      const [kubeadm, seed] = await Promise.all(BOOTSTRAPS.map((each) => nodeFiles(clusters.inside, name(each), node)));
      assert.deepEqual(seed, kubeadm);
    });
  }

  for (const node of nodes.filter((each) => each.startsWith('control-plane'))) {
    test(`openssl finds the certificates from a seed good for what they are for: ${node}`, async () => {
      const container = `${name('seed')}-${node}`;
      await verifyControlPlane((path) => clusters.inside(container, 'cat', `/etc/kubernetes/pki/${path}`));
    });
  }
  return clusters;
}

/**
 * A cluster from the seed is the one that `kubeadm init` and `kubeadm join` make: the same objects, files and
 * certificates, up to names, times and keys; and kubeadm's own commands work on it.
 */
export function bootstrapCases(engine: EngineName): void {
  const clusters = comparedClusters(engine, 'e2e-by', CONTROL_PLANE_AND_WORKER, ['control-plane', 'worker']);
  const { name } = clusters;
  let user: User;
  let inside: Inside;
  before(() => {
    ({ user, inside } = clusters);
  });

  test('a worker from a seed has a certificate of its own from the cluster, and nothing of it is left elsewhere', async () => {
    const worker = `${name('seed')}-worker`;
    const pem = await inside(worker, 'cat', '/var/lib/kubelet/pki/kubelet-client-current.pem');
    const authority = await inside(`${name('seed')}-control-plane`, 'cat', '/etc/kubernetes/pki/ca.crt');
    const certificate = new X509Certificate(pem);
    assert.ok(certificate.verify(new X509Certificate(authority).publicKey));
    assert.equal(certificate.subject, `O=system:nodes\nCN=system:node:${worker}`);
    // kubeadm's way would have asked the cluster for it.
    const requests = await user.kubectl(name('seed'), ['get', 'certificatesigningrequests', '--output=name']);
    assert.equal(requests, '');
    assert.equal(
      await inside(`${name('seed')}-control-plane`, 'find', '/run', '-maxdepth', '1', '-name', 'kindling-nodes.json'),
      '',
    );
  });

  test('what a joining node trusts is signed as the controller manager does it', async () => {
    for (const bootstrap of BOOTSTRAPS) {
      const args = ['get', 'configmap', 'cluster-info', '--namespace=kube-public', '--output=json'];
      const { data } = JSON.parse(await user.kubectl(name(bootstrap), args)) as { data: Record<string, string> };
      assert.equal(data['jws-kubeconfig-abcdef'], signClusterInfo(data.kubeconfig ?? '', BOOTSTRAP_TOKEN), bootstrap);
    }
  });

  test("kubeadm's and kubectl's own commands work on a cluster from a seed", async () => {
    const cluster = name('seed');
    const node = `${cluster}-control-plane`;
    const kubeadm = async (...args: string[]) => await inside(node, 'kubeadm', ...args);
    assert.match(await kubeadm('certs', 'check-expiration'), /apiserver-etcd-client/);
    assert.match(await kubeadm('token', 'create'), /^[a-z0-9]{6}\.[a-z0-9]{16}\s*$/);
    assert.match(await kubeadm('upgrade', 'plan', '--allow-experimental-upgrades', 'v1.36.3'), /v1\.36\.3/);
    await user.kubectl(cluster, ['drain', `${cluster}-worker`, '--ignore-daemonsets', '--timeout=60s']);
    await user.kubectl(cluster, ['uncordon', `${cluster}-worker`]);
  });
}

/** The same for several control planes: all of them are first members of etcd, while kubeadm adds one after another. */
export function controlPlanesBootstrapCases(engine: EngineName): void {
  const nodes = ['control-plane', 'control-plane2'];
  const clusters = comparedClusters(engine, 'e2e-several-by', CONTROL_PLANES, nodes);
  const cluster = clusters.name('seed');

  test('all are members of etcd, by their addresses and by their names', async () => {
    const certificates = ['cacert=ca.crt', 'cert=server.crt', 'key=server.key'].map((flag) => {
      const [name, file] = flag.split('=');
      return `--${name}=/etc/kubernetes/pki/etcd/${file}`;
    });
    const list = ['etcdctl', ...certificates, 'member', 'list'];
    const pod = ['--namespace=kube-system', `etcd-${cluster}-control-plane`];
    const text = await clusters.user.kubectl(cluster, ['exec', ...pod, '--', ...list]);
    const members = text.trim().split('\n').sort(byName);
    for (const [index, node] of nodes.entries()) {
      const name = `${cluster}-${node}`;
      const fields = members[index]?.split(', ') ?? [];
      assert.deepEqual(fields.slice(1, 3), ['started', name], text);
      assert.match(fields[3] ?? '', new RegExp(`^https://[0-9.]+:2380,https://${name}:2380$`));
      assert.equal(fields[5], 'false', 'no learner');
    }
  });

  test('nothing of what the other nodes were given is left', async () => {
    for (const node of nodes) {
      const found = await clusters.inside(
        `${cluster}-${node}`,
        'find',
        '/run',
        '-maxdepth',
        '1',
        '-name',
        'kindling-nodes.json',
      );
      assert.equal(found, '');
    }
  });
}

/** By the name, which comes third. */
function byName(a: string, b: string): number {
  const [nameOfA = '', nameOfB = ''] = [a, b].map((line) => line.split(', ')[2]);
  return nameOfA < nameOfB ? -1 : 1;
}
