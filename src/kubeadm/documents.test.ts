import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../config/patch/json.js';
import type { Cluster } from '../config/v1alpha4.js';
import { kubeadmDocuments } from './documents.js';
import type { KubeadmInput } from './input.js';
import { inputFor } from './testing.js';

type More = Partial<KubeadmInput> & { nodeIndex?: number };

/** The documents by kind, without what every one of them has. */
function documents(cluster: Cluster = {}, more: More = {}): Record<string, JsonObject> {
  return Object.fromEntries(
    kubeadmDocuments(inputFor(cluster, more)).map(({ apiVersion: _api, kind, metadata, ...rest }) => {
      assert.deepEqual(metadata, { name: 'config' });
      return [kind, rest];
    }),
  );
}

function kubeletArgs(document: JsonObject | undefined): { name: string; value: string }[] {
  const { nodeRegistration } = document ?? assert.fail('no document');
  return (nodeRegistration as { kubeletExtraArgs: { name: string; value: string }[] }).kubeletExtraArgs;
}

const types = (cluster: Cluster, more: More) =>
  kubeadmDocuments(inputFor(cluster, more)).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);

test("the documents come in kind's order, in the API version of the Kubernetes version", () => {
  for (const [kubernetesVersion, api] of [
    ['v1.22.0', 'v1beta2'],
    ['v1.23.0', 'v1beta3'],
    ['v1.35.0', 'v1beta3'],
    ['v1.36.0-alpha.1', 'v1beta4'],
  ] as const) {
    assert.deepEqual(types({}, { kubernetesVersion }), [
      `kubeadm.k8s.io/${api} ClusterConfiguration`,
      `kubeadm.k8s.io/${api} InitConfiguration`,
      `kubeadm.k8s.io/${api} JoinConfiguration`,
      'kubelet.config.k8s.io/v1beta1 KubeletConfiguration',
      'kubeproxy.config.k8s.io/v1alpha1 KubeProxyConfiguration',
    ]);
  }
});

test('a default cluster on Kubernetes 1.36 gets exactly this', () => {
  const nodeRegistration = {
    criSocket: 'unix:///run/containerd/containerd.sock',
    kubeletExtraArgs: [
      { name: 'node-ip', value: '172.18.0.2' },
      { name: 'provider-id', value: 'kind://docker/kind/kind-control-plane' },
      { name: 'node-labels', value: '' },
    ],
  };
  const localAPIEndpoint = { advertiseAddress: '172.18.0.2', bindPort: 6443 };
  assert.deepEqual(documents(), {
    ClusterConfiguration: {
      kubernetesVersion: 'v1.36.3',
      clusterName: 'kind',
      controlPlaneEndpoint: 'kind-control-plane:6443',
      apiServer: { certSANs: ['localhost', '127.0.0.1'], extraArgs: [{ name: 'runtime-config', value: '' }] },
      controllerManager: { extraArgs: [{ name: 'enable-hostpath-provisioner', value: 'true' }] },
      scheduler: { extraArgs: [] },
      networking: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/16' },
    },
    InitConfiguration: {
      bootstrapTokens: [{ token: 'abcdef.0123456789abcdef' }],
      localAPIEndpoint,
      nodeRegistration,
      skipPhases: ['preflight'],
    },
    JoinConfiguration: {
      controlPlane: { localAPIEndpoint },
      nodeRegistration,
      discovery: {
        bootstrapToken: {
          apiServerEndpoint: 'kind-control-plane:6443',
          token: 'abcdef.0123456789abcdef',
          unsafeSkipCAVerification: true,
        },
      },
      skipPhases: ['preflight'],
    },
    KubeletConfiguration: {
      cgroupDriver: 'systemd',
      cgroupRoot: '/kubelet',
      failSwapOn: false,
      imageGCHighThresholdPercent: 100,
      evictionHard: { 'nodefs.available': '0%', 'nodefs.inodesFree': '0%', 'imagefs.available': '0%' },
    },
    KubeProxyConfiguration: { mode: 'iptables', iptables: { minSyncPeriod: '1s' }, conntrack: { maxPerCore: 0 } },
  });
});

test('before v1beta4 extra arguments are maps, and v1beta2 has no phases to skip', () => {
  const { InitConfiguration, ClusterConfiguration } = documents({}, { kubernetesVersion: 'v1.30.0' });
  assert.deepEqual(InitConfiguration?.nodeRegistration, {
    criSocket: 'unix:///run/containerd/containerd.sock',
    kubeletExtraArgs: {
      'node-ip': '172.18.0.2',
      'provider-id': 'kind://docker/kind/kind-control-plane',
      'node-labels': '',
    },
  });
  assert.deepEqual(ClusterConfiguration?.apiServer, {
    certSANs: ['localhost', '127.0.0.1'],
    extraArgs: { 'runtime-config': '' },
  });
  assert.deepEqual(InitConfiguration?.skipPhases, ['preflight']);
  assert.equal(documents({}, { kubernetesVersion: 'v1.22.0' }).InitConfiguration?.skipPhases, undefined);
});

test("the API server's certificate is for the address that the user chose, and for the loopback's where that is any", () => {
  const { ClusterConfiguration } = documents({ networking: { apiServerAddress: '0.0.0.0' } });
  assert.deepEqual((ClusterConfiguration?.apiServer as JsonObject | undefined)?.certSANs, [
    'localhost',
    '0.0.0.0',
    '127.0.0.1',
    '::1',
  ]);
});

test('workers join without a control plane and with their labels', () => {
  const cluster: Cluster = { nodes: [{}, { role: 'worker', labels: { b: '2', a: '1' } }] };
  const { JoinConfiguration } = documents(cluster, { nodeIndex: 1, engine: 'podman' });
  assert.equal(JoinConfiguration?.controlPlane, undefined);
  assert.deepEqual(kubeletArgs(JoinConfiguration), [
    { name: 'node-ip', value: '172.18.0.2' },
    { name: 'provider-id', value: 'kind://podman/kind/kind-worker' },
    { name: 'node-labels', value: 'a=1,b=2' },
  ]);
});

test('feature gates and runtime configuration reach every component, sorted', () => {
  const cluster: Cluster = {
    featureGates: { B: false, A: true },
    runtimeConfig: { 'x/v1': 'false', 'api/all': 'true' },
  };
  const all = documents(cluster);
  const gates = { name: 'feature-gates', value: 'A=true,B=false' };
  assert.deepEqual(all.ClusterConfiguration?.apiServer, {
    certSANs: ['localhost', '127.0.0.1'],
    extraArgs: [{ name: 'runtime-config', value: 'api/all=true,x/v1=false' }, gates],
  });
  assert.deepEqual(all.ClusterConfiguration?.scheduler, { extraArgs: [gates] });
  assert.deepEqual(all.ClusterConfiguration?.controllerManager, {
    extraArgs: [gates, { name: 'enable-hostpath-provisioner', value: 'true' }],
  });
  assert.deepEqual(all.KubeletConfiguration?.featureGates, { A: true, B: false });
  assert.deepEqual(all.KubeProxyConfiguration?.featureGates, { A: true, B: false });
});

test("the API server's certificate names the address that it is published at, for any address the loopback too", () => {
  const names = (apiServerAddress: string) => {
    const { apiServer } = documents({ networking: { apiServerAddress } }).ClusterConfiguration ?? {};
    return (apiServer as { certSANs: string[] }).certSANs;
  };
  assert.deepEqual(names('10.0.0.1'), ['localhost', '10.0.0.1']);
  assert.deepEqual(names('0.0.0.0'), ['localhost', '0.0.0.0', '127.0.0.1', '::1']);
  assert.deepEqual(names('::'), ['localhost', '::', '127.0.0.1', '::1']);
});

test('IPv6 clusters listen on IPv6', () => {
  const all = documents({ networking: { ipFamily: 'ipv6' } });
  assert.deepEqual(all.ClusterConfiguration?.scheduler, { extraArgs: [{ name: 'bind-address', value: '::1' }] });
  assert.deepEqual(all.ClusterConfiguration?.networking, {
    podSubnet: 'fd00:10:244::/56',
    serviceSubnet: 'fd00:10:96::/112',
  });
  assert.equal(all.KubeletConfiguration?.address, '::');
  assert.equal(all.KubeletConfiguration?.healthzBindAddress, '::');
  assert.deepEqual(all.InitConfiguration?.localAPIEndpoint, {
    advertiseAddress: 'fc00:f853:ccd:e793::2',
    bindPort: 6443,
  });
});

test('in dual stack the first service subnet decides which address comes first', () => {
  const nodeIp = (serviceSubnet: string) => {
    const { InitConfiguration } = documents({ networking: { ipFamily: 'dual', serviceSubnet } });
    return kubeletArgs(InitConfiguration)[0]?.value;
  };
  assert.equal(nodeIp('10.96.0.0/16,fd00:10:96::/112'), '172.18.0.2,fc00:f853:ccd:e793::2');
  assert.equal(nodeIp('fd00:10:96::/112,10.96.0.0/16'), 'fc00:f853:ccd:e793::2,172.18.0.2');
});

test('without kube-proxy its document is absent and its phase skipped', () => {
  const all = documents({ networking: { kubeProxyMode: 'none' } });
  assert.equal(all.KubeProxyConfiguration, undefined);
  assert.deepEqual(all.InitConfiguration?.skipPhases, ['preflight', 'addon/kube-proxy']);
  assert.deepEqual(all.JoinConfiguration?.skipPhases, ['preflight']);
});

test('kube-proxy is liberal with nftables, and leaves sysctls alone without root', () => {
  const conntrack = (more: More) =>
    documents({ networking: { kubeProxyMode: 'nftables' } }, more).KubeProxyConfiguration?.conntrack;
  assert.deepEqual(conntrack({}), { maxPerCore: 0, tcpBeLiberal: true });
  assert.deepEqual(conntrack({ rootless: true }), {
    maxPerCore: 0,
    tcpEstablishedTimeout: '0s',
    tcpCloseWaitTimeout: '0s',
  });
});

test('a rootless engine needs a gate of the kubelet and Kubernetes 1.22', () => {
  const all = documents({ featureGates: { A: true } }, { rootless: true });
  assert.deepEqual(all.KubeletConfiguration?.featureGates, { A: true, KubeletInUserNamespace: true });
  assert.throws(() => documents({}, { rootless: true, kubernetesVersion: 'v1.21.1' }), {
    message:
      'version "1.21.1" is not compatible with rootless provider (hint: kind v0.11.x may work with this version)',
  });
});

test('versions of old have their cgroup driver and gate', () => {
  const all = documents({}, { kubernetesVersion: 'v1.20.15' });
  assert.equal(all.KubeletConfiguration?.cgroupDriver, 'cgroupfs');
  assert.deepEqual(all.ClusterConfiguration?.featureGates, { IPv6DualStack: true });
});

test('a version that is none is refused', () => {
  assert.throws(() => documents({}, { kubernetesVersion: 'foo' }), {
    message: 'failed to parse kubernetes version "foo": could not parse "foo" as version',
  });
});

test('a node without an address of the family is refused', () => {
  for (const ipFamily of ['ipv6', 'dual'] as const) {
    assert.throws(() => documents({ networking: { ipFamily } }, { nodeAddresses: { ipv4: '172.18.0.2', ipv6: '' } }), {
      code: 'ENGINE_FAILED',
      message: 'failed to get IPv6 address for node kind-control-plane; is docker configured to use IPv6 correctly?',
    });
  }
});

test('tuning shows only where the version understands it', () => {
  const tuning = {
    encryptionAlgorithm: 'ECDSA-P256',
    etcdExtraArgs: { 'unsafe-no-fsync': 'true' },
    cgroupVersion: 1,
  } as const;
  const on = (kubernetesVersion: string) => documents({}, { kubernetesVersion, tuning });
  assert.equal(on('v1.36.3').ClusterConfiguration?.encryptionAlgorithm, 'ECDSA-P256');
  assert.equal(on('v1.36.3').ClusterConfiguration?.featureGates, undefined);
  assert.equal(on('v1.35.0').ClusterConfiguration?.encryptionAlgorithm, undefined);
  assert.deepEqual(on('v1.35.0').ClusterConfiguration?.featureGates, { PublicKeysECDSA: true });
  assert.equal(on('v1.30.0').ClusterConfiguration?.featureGates, undefined);
  assert.deepEqual(on('v1.36.3').ClusterConfiguration?.etcd, {
    local: { extraArgs: [{ name: 'unsafe-no-fsync', value: 'true' }] },
  });
  assert.deepEqual(on('v1.30.0').ClusterConfiguration?.etcd, { local: { extraArgs: { 'unsafe-no-fsync': 'true' } } });
  assert.equal(on('v1.35.0').KubeletConfiguration?.failCgroupV1, false);
  assert.equal(on('v1.34.0').KubeletConfiguration?.failCgroupV1, undefined);
});

test("a distribution's images are named to kubeadm, beside other settings of etcd", () => {
  const images = {
    imageRepository: 'public.ecr.aws/eks-distro/kubernetes',
    etcd: { imageRepository: 'public.ecr.aws/eks-distro/etcd-io', imageTag: 'v3.5.21-eks-1-33-1' },
    dns: { imageRepository: 'public.ecr.aws/eks-distro/coredns', imageTag: 'v1.12.1-eks-1-33-1' },
  };
  const tuning = { etcdExtraArgs: { 'unsafe-no-fsync': 'true' } };
  const { ClusterConfiguration } = documents({}, { images, tuning });
  assert.equal(ClusterConfiguration?.imageRepository, images.imageRepository);
  assert.deepEqual(ClusterConfiguration?.dns, images.dns);
  assert.deepEqual(ClusterConfiguration?.etcd, {
    local: { ...images.etcd, extraArgs: [{ name: 'unsafe-no-fsync', value: 'true' }] },
  });
});
