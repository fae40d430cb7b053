import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { EngineName } from '../../src/engine/engine.js';
import { BOOTSTRAP_TOKEN } from '../../src/kubeadm/input.js';
import { signClusterInfo } from '../../src/seed/cluster-info-signature.js';
import { verifyControlPlane } from '../support/certificates.js';
import { engineOf, type Inside, insideOf } from '../support/inside.js';
import { User } from '../support/kind.js';
import { clusterFiles, clusterObjects } from './bootstrap-state.js';

const BOOTSTRAPS = ['kubeadm', 'seed'] as const;
const CONFIG = `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: control-plane
- role: worker
  labels: {tier: front}
`;

/**
 * A cluster from the seed is the one that `kubeadm init` makes: the same objects, files and certificates, up to names,
 * times and keys; and kubeadm's own commands work on it.
 */
export function bootstrapCases(engine: EngineName): void {
  const name = (bootstrap: string) => `e2e-by-${bootstrap}`;
  let user: User;
  let inside: Inside;
  before(async () => {
    user = await User.create(engine);
    inside = insideOf(await engineOf(engine));
    for (const bootstrap of BOOTSTRAPS) {
      const flags = ['--bootstrap', bootstrap, '--wait', '4m', '--config', '-'];
      await user.mustKind(['create', 'cluster', '--name', name(bootstrap), ...flags], { stdin: CONFIG });
      await user.podsReady(name(bootstrap), 180);
    }
  });
  after(async () => {
    for (const bootstrap of BOOTSTRAPS) await user.kind(['delete', 'cluster', '--name', name(bootstrap)]);
    await user.dispose();
  });

  test('both have the same objects', async () => {
    const [kubeadm, seed] = await Promise.all(BOOTSTRAPS.map((each) => clusterObjects(user, name(each))));
    assert.deepEqual(Object.keys(seed ?? {}), Object.keys(kubeadm ?? {}));
    assert.deepEqual(seed, kubeadm);
  });

  test('both have the same files and permissions, keys of the same kinds, certificates for the same purposes', async () => {
    const [kubeadm, seed] = await Promise.all(BOOTSTRAPS.map((each) => clusterFiles(inside, name(each))));
    assert.deepEqual(seed, kubeadm);
  });

  test('openssl finds the certificates from a seed good for what they are for', async () => {
    const node = `${name('seed')}-control-plane`;
    await verifyControlPlane((path) => inside(node, 'cat', `/etc/kubernetes/pki/${path}`));
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
