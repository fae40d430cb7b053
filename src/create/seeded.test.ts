import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Cluster } from '../config/v1alpha4.js';
import { validate } from '../config/validate.js';
import { silent } from '../progress.js';
import { SEED_FORMAT } from '../seed/seed.js';
import type { CreateContext } from './context.js';
import { nodesFromSeed, type SeedConditions, usesSeed } from './seeded.js';
import type { NodeFacts } from './steps/node-facts.js';

const CNI = 'name: kindnet';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const label = {
  format: SEED_FORMAT,
  kubernetesVersion: 'v1.36.3',
  manifests: { cni: sha256(CNI), storage: sha256('storage') },
};

interface Case {
  config?: Cluster;
  facts?: Partial<NodeFacts>;
  context?: Partial<CreateContext>;
  proxies?: Record<string, string>;
}

function uses({ config = {}, facts = {}, context = {}, proxies = {} }: Case): boolean {
  const cluster = validate(config);
  const first = {
    node: cluster.nodes[0],
    kubernetesVersion: 'v1.36.3',
    cniManifest: CNI,
    storageManifest: 'storage',
    seedLabel: JSON.stringify(label),
    ...facts,
  } as NodeFacts;
  const info = { rootless: false };
  const whole = { cluster, info, progress: silent, bootstrap: 'seed', ...context } as CreateContext;
  return usesSeed(whole, { first, peers: [first], proxies } satisfies SeedConditions);
}

test('a cluster without settings of its own is made from the seed', () => {
  assert.ok(uses({}));
  assert.ok(uses({ context: { bootstrap: undefined } }));
  assert.ok(!uses({ context: { bootstrap: 'kubeadm' } }));
  assert.ok(uses({ config: { name: 'x', networking: { podSubnet: '10.1.0.0/16', apiServerPort: 7443 } } }));
  assert.ok(uses({ config: { nodes: [{ role: 'control-plane' }, { role: 'worker', labels: { a: 'b' } }] } }));
});

function mounting(containerPath: string): Case {
  return { config: { nodes: [{ role: 'control-plane', extraMounts: [{ hostPath: '/x', containerPath }] }] } };
}

test('files that are no matter of kubeadm’s can be mounted', () => {
  assert.ok(uses(mounting('/var/lib/kubelet/config.json')));
  assert.ok(uses(mounting('/etc/kubernetes-own')));
});

const obstacles: Record<string, Case> = {
  'an image without a seed': { facts: { seedLabel: undefined } },
  'a seed of another form': { facts: { seedLabel: JSON.stringify({ ...label, format: SEED_FORMAT + 1 }) } },
  'another Kubernetes': { facts: { kubernetesVersion: 'v1.36.4' } },
  'a network manifest mounted over the image’s': { facts: { cniManifest: `${CNI}\n` } },
  'a storage manifest mounted over the image’s': { facts: { storageManifest: 'mine' } },
  'a network of the user’s': { config: { networking: { disableDefaultCNI: true } } },
  'patches of kubeadm’s configuration': { config: { kubeadmConfigPatches: ['kind: InitConfiguration'] } },
  'another IP family': { config: { networking: { ipFamily: 'dual' } } },
  'another Service subnet': { config: { networking: { serviceSubnet: '10.97.0.0/16' } } },
  'another kube-proxy': { config: { networking: { kubeProxyMode: 'nftables' } } },
  'an API server that is published everywhere': { config: { networking: { apiServerAddress: '0.0.0.0' } } },
  'a mounted authority': mounting('/etc/kubernetes/pki/ca.crt'),
  'a mounted directory with etcd’s': mounting('/var/lib/'),
  'feature gates': { config: { featureGates: { A: true } } },
  'runtime configuration': { config: { runtimeConfig: { 'api/all': 'true' } } },
  'a rootless engine': { context: { info: { rootless: true } as CreateContext['info'] } },
  proxies: { proxies: { HTTP_PROXY: 'http://proxy' } },
};

for (const [what, obstacle] of Object.entries(obstacles)) {
  test(`there is no seed for ${what}`, () => {
    assert.throws(() => uses(obstacle), {
      code: 'CONFIG_INVALID',
      message: /^the cluster cannot be made from a seed: /,
    });
  });
}

test('other nodes start from the seed when theirs is the same, and nothing is mounted where kubeadm writes', () => {
  const nodes = ['control-plane', 'control-plane', 'worker'].map((role) => ({ role: role as 'worker' }));
  const cluster = validate({ nodes });
  const chosen = (changes: Partial<NodeFacts> = {}, mounted?: string) => {
    const facts = cluster.nodes.map((node) => ({
      node,
      kubernetesVersion: 'v1.36.3',
      seedLabel: JSON.stringify(label),
    }));
    const [first, second, third] = facts as [NodeFacts, NodeFacts, NodeFacts];
    const extraMounts = mounted === undefined ? [] : [{ ...third.node.extraMounts[0], containerPath: mounted }];
    const worker = { ...third, node: { ...third.node, extraMounts }, ...changes } as NodeFacts;
    const [other, ...workers] = nodesFromSeed(first, [first, second, worker]);
    assert.equal(other, 'kind-control-plane2');
    return workers;
  };
  assert.deepEqual(chosen(), ['kind-worker']);
  // Its manifests are of no matter.
  assert.deepEqual(chosen({ cniManifest: 'mine' }), ['kind-worker']);
  assert.deepEqual(chosen({}, '/data'), ['kind-worker']);
  assert.deepEqual(chosen({}, '/etc/kubernetes/pki'), []);
  assert.deepEqual(chosen({ seedLabel: undefined }), []);
  assert.deepEqual(chosen({ seedLabel: JSON.stringify({ ...label, format: SEED_FORMAT + 1 }) }), []);
  const [kubernetesVersion, other] = ['v1.35.4', { ...label, kubernetesVersion: 'v1.35.4' }];
  assert.deepEqual(chosen({ kubernetesVersion, seedLabel: JSON.stringify(other) }), []);
});

test('kubeadm does everything', () => {
  for (const obstacle of Object.values(obstacles)) {
    for (const bootstrap of ['kubeadm', undefined] as const) {
      assert.equal(uses({ ...obstacle, context: { ...obstacle.context, bootstrap } }), false);
    }
  }
});
