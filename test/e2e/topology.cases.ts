import assert from 'node:assert/strict';
import { Resolver } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { connect } from 'node:tls';
import { stringify } from 'yaml';
import { withSampleImage } from '../../scripts/quickstart/sample-image.js';
import { pickFreePorts } from '../../src/create/steps/host-port.js';
import type { Engine, EngineName } from '../../src/engine/engine.js';
import { eventually } from '../support/eventually.js';
import { hostKubectl } from '../support/host-kubectl.js';
import { engineOf, type Inside, insideOf } from '../support/inside.js';
import { type Finished, User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';
import { SharedDirectory } from '../support/mounts.js';
import { fetching, pod } from './workloads.js';

const NAME = 'e2e-topology';
const CONTROL_PLANE = `${NAME}-control-plane`;
const WORKER = `${NAME}-worker`;
/** Ports of the worker that Services listen on. */
const NODE_PORTS = { fixed: 30080, picked: 30081, engines: 30082, dns: 30053 };

/** One cluster whose configuration says as much as one can say. */
function configuration(shared: SharedDirectory, ports: { api: number; fixed: number }): string {
  const mount = (name: string, more = {}) => ({
    hostPath: join(shared.path, name),
    containerPath: `/mnt/${name}`,
    ...more,
  });
  return stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name: NAME,
    networking: {
      podSubnet: '10.111.0.0/16',
      serviceSubnet: '10.112.0.0/20',
      apiServerAddress: '0.0.0.0',
      apiServerPort: ports.api,
      kubeProxyMode: 'nftables',
      dnsSearch: ['first.test', 'second.test'],
    },
    featureGates: { HPAScaleToZero: true },
    runtimeConfig: { 'autoscaling/v1': 'false' },
    kubeadmConfigPatches: [
      'kind: ClusterConfiguration\napiServer:\n  certSANs: [api.first.test]\n  extraArgs: { event-ttl: 2h }\n',
      'kind: KubeletConfiguration\nmaxPods: 77\n',
    ],
    kubeadmConfigPatchesJSON6902: [
      {
        group: 'kubeadm.k8s.io',
        version: 'v1beta4',
        kind: 'ClusterConfiguration',
        patch: '- { op: add, path: /networking/dnsDomain, value: cluster.test }',
      },
    ],
    containerdConfigPatches: ['[plugins."io.containerd.grpc.v1.cri"]\nmax_container_log_line_size = 4242\n'],
    containerdConfigPatchesJSON6902: [
      JSON.stringify([
        {
          op: 'copy',
          from: '/plugins/io.containerd.grpc.v1.cri/containerd/runtimes/runc',
          path: '/plugins/io.containerd.grpc.v1.cri/containerd/runtimes/second',
        },
      ]),
    ],
    nodes: [
      { role: 'control-plane', labels: { tier: 'control' } },
      {
        role: 'worker',
        labels: { tier: 'front', 'example.test/zone': 'a' },
        kubeadmConfigPatches: [
          'kind: JoinConfiguration\nnodeRegistration:\n  taints: [{ key: patched, effect: PreferNoSchedule }]\n',
        ],
        extraMounts: [
          mount('private', { hostPath: relative(process.cwd(), join(shared.path, 'private')) }),
          mount('slave', { propagation: 'HostToContainer', selinuxRelabel: true }),
          mount('shared', { propagation: 'Bidirectional' }),
          mount('fixed', { readOnly: true }),
        ],
        extraPortMappings: [
          { containerPort: NODE_PORTS.fixed, hostPort: ports.fixed, listenAddress: '127.0.0.1' },
          { containerPort: NODE_PORTS.dns, hostPort: ports.fixed, listenAddress: '127.0.0.1', protocol: 'udp' },
          { containerPort: NODE_PORTS.picked, hostPort: 0 },
          { containerPort: NODE_PORTS.engines, hostPort: -1, listenAddress: '127.0.0.1' },
        ],
      },
    ],
  });
}

/** What the fields of a configuration do in a cluster. */
export function topologyCases(engineName: EngineName): void {
  let user: User;
  let engine: Engine;
  let inside: Inside;
  let clean: Record<string, string[]>;
  let shared: SharedDirectory;
  let ports: { api: number; fixed: number };
  let created: Finished;

  before(async () => {
    clean = await leftovers(engineName);
    user = await User.create(engineName);
    engine = await engineOf(engineName);
    inside = insideOf(engine);
    shared = await SharedDirectory.create(['private', 'slave', 'shared', 'fixed']);
    const [api = 0, fixed = 0] = await pickFreePorts(['0.0.0.0', '127.0.0.1']);
    ports = { api, fixed };
    const stdin = configuration(shared, ports);
    created = await user.kind(['create', 'cluster', '--config=-', '--wait', '3m'], { stdin });
  });

  after(async () => {
    await user.kind(['delete', 'cluster', '--name', NAME]);
    await shared.dispose();
    await user.dispose();
  });

  const get = async (resource: string, path: string) =>
    await user.kubectl(NAME, ['get', ...resource.split(' '), '-o', `jsonpath={${path}}`]);
  const raw = async (path: string) => await user.kubectl(NAME, ['get', '--raw', path]);
  const argument = async (component: string) => {
    const manifest = await inside(CONTROL_PLANE, 'cat', `/etc/kubernetes/manifests/${component}.yaml`);
    return (name: string) => new RegExp(`- --${name}=(.*)`).exec(manifest)?.[1];
  };

  test('it is created, without a warning for any of its patches', () => {
    assert.equal(created.exitCode, 0, created.stderr);
    assert.doesNotMatch(created.stderr, /kubeadmConfigPatches|containerdConfigPatches|extraPortMappings/);
  });

  test('the API server has the address and port that were asked for', async () => {
    const kubeconfig = await user.mustKind(['get', 'kubeconfig', '--name', NAME]);
    const server = /server: (\S+)/.exec(kubeconfig)?.[1];
    // podman before 5 does not tell which address it was told, when that was any.
    const addresses = engineName === 'podman' ? ['0.0.0.0', '127.0.0.1'] : ['0.0.0.0'];
    assert.ok(addresses.map((address) => `https://${address}:${ports.api}`).includes(server ?? ''), server);
    const { stdout, stderr } = await user.run([...(await hostKubectl()), 'get', '--raw', '/readyz']);
    assert.equal(stdout, 'ok', stderr);
  });

  test('feature gates reach every component', async () => {
    for (const component of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler']) {
      assert.equal((await argument(component))('feature-gates'), 'HPAScaleToZero=true');
    }
    assert.match(await raw('/metrics'), /kubernetes_feature_enabled\{name="HPAScaleToZero",stage="ALPHA"\} 1/);
    const kubelet = JSON.parse(await raw(`/api/v1/nodes/${WORKER}/proxy/configz`));
    assert.equal(kubelet.kubeletconfig.featureGates.HPAScaleToZero, true);
    const proxy = await get('configmap/kube-proxy -n kube-system', '.data.config\\.conf');
    assert.match(proxy, /featureGates:\n {2}HPAScaleToZero: true/);
  });

  test('the runtime configuration decides which APIs there are', async () => {
    const versions = (await user.kubectl(NAME, ['api-versions'])).split('\n');
    assert.ok(versions.includes('autoscaling/v2'));
    assert.ok(!versions.includes('autoscaling/v1'));
  });

  test('kubeadm patches of the cluster and of a node take effect', async () => {
    assert.equal((await argument('kube-apiserver'))('event-ttl'), '2h');
    assert.match(await certificateNames(ports.api), /DNS:api\.first\.test/);
    const capacities = await get('nodes', '.items[*].status.capacity.pods');
    assert.equal(capacities, '77 77');
    // A controller takes away the taint of nodes that were not Ready.
    await eventually(async () => assert.equal(await get(`node/${WORKER}`, '.spec.taints[*].key'), 'patched'));
  });

  test('containerd patches take effect on every node', async () => {
    for (const node of [CONTROL_PLANE, WORKER]) {
      const { config } = JSON.parse(await inside(node, 'crictl', 'info'));
      assert.equal(config.maxContainerLogLineSize, 4242);
      assert.ok('second' in config.containerd.runtimes, Object.keys(config.containerd.runtimes).join(' '));
    }
  });

  test('labels are on the nodes', async () => {
    assert.equal(await get('nodes -l tier=control', '.items[*].metadata.name'), CONTROL_PLANE);
    assert.equal(await get('nodes -l tier=front,example.test/zone=a', '.items[*].metadata.name'), WORKER);
  });

  test('mounts propagate as they are told to', async () => {
    for (const folder of ['private', 'slave', 'shared']) {
      await writeFile(join(shared.path, folder, 'file'), folder);
      assert.equal(await inside(WORKER, 'cat', `/mnt/${folder}/file`), folder);
      await shared.mount(`${folder}/later`);
      await writeFile(join(shared.path, folder, 'later/file'), folder);
    }
    assert.equal(await inside(WORKER, 'ls', '/mnt/private/later'), '');
    assert.equal(await inside(WORKER, 'cat', '/mnt/slave/later/file'), 'slave');
    assert.equal(await inside(WORKER, 'cat', '/mnt/shared/later/file'), 'shared');
    for (const folder of ['slave', 'shared']) {
      await inside(WORKER, 'mkdir', `/mnt/${folder}/theirs`);
      await inside(WORKER, 'mount', '-t', 'tmpfs', 'tmpfs', `/mnt/${folder}/theirs`);
      await inside(WORKER, 'touch', `/mnt/${folder}/theirs/file`);
    }
    assert.ok(!existsSync(join(shared.path, 'slave/theirs/file')));
    assert.ok(existsSync(join(shared.path, 'shared/theirs/file')));
    await assert.rejects(inside(WORKER, 'touch', '/mnt/fixed/file'));
  });

  test('pods get addresses of the subnets that were asked for, and the search domains', async () => {
    await withSampleImage((archive) => user.mustKind(['load', 'image-archive', archive, '--name', NAME]));
    const runtime = {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: 'second' },
      handler: 'second',
    };
    await user.kubectl(NAME, ['apply', '-f', '-'], JSON.stringify(runtime));
    await user.kubectl(NAME, ['apply', '-f', '-'], pod('web', { node: WORKER, runtimeClass: 'second' }));
    await user.kubectl(NAME, ['apply', '-f', '-'], pod('client', { node: CONTROL_PLANE }));
    await user.kubectl(NAME, ['wait', '--for=condition=Ready', 'pod/web', 'pod/client', '--timeout=60s']);
    assert.match(await get('pod/web', '.status.podIP'), /^10\.111\./);
    assert.equal(await get('service/kubernetes', '.spec.clusterIP'), '10.112.0.1');
    const resolver = await user.kubectl(NAME, ['exec', 'client', '--', 'cat', '/etc/resolv.conf']);
    assert.match(
      resolver,
      /^search default\.svc\.cluster\.test svc\.cluster\.test cluster\.test first\.test second\.test$/m,
    );
    assert.match(resolver, /^nameserver 10\.112\.0\.10$/m);
  });

  test('kube-proxy uses nftables, and Services work by it', async () => {
    assert.equal(await inside(WORKER, 'curl', '-s', 'http://127.0.0.1:10249/proxyMode'), 'nftables');
    const spec = {
      ports: [NODE_PORTS.fixed, NODE_PORTS.picked, NODE_PORTS.engines].map((nodePort, index) => {
        return { name: `port${index}`, port: 80 + index, targetPort: 8080, nodePort };
      }),
    };
    const expose = ['expose', 'pod', 'web', '--name=web', '--port=80', '--type=NodePort'];
    await user.kubectl(NAME, [...expose, `--overrides=${JSON.stringify({ spec })}`]);
    const ask = ['exec', 'client', '--', ...fetching('http://web.default.svc.cluster.test/')];
    assert.match(await eventually(() => user.kubectl(NAME, ask)), /Hello from pod web/);
  });

  test('published ports lead to the node: fixed ones, picked ones and those of the engine', async () => {
    const published = (await engine.inspectContainer(WORKER)).ports;
    const hostPorts = Object.entries(NODE_PORTS).map(([name, containerPort]) => {
      const port = published.find((candidate) => candidate.containerPort === containerPort);
      assert.ok(port && port.hostPort > 0, `${name} is not published`);
      return [name, port] as const;
    });
    const { fixed, picked, engines, dns } = Object.fromEntries(hostPorts);
    assert.equal(fixed?.hostPort, ports.fixed);
    assert.ok(['', '0.0.0.0'].includes(picked?.address ?? 'none'), picked?.address);
    for (const port of [fixed, picked, engines]) {
      const text = await eventually(async () => await (await fetch(`http://127.0.0.1:${port?.hostPort}/`)).text());
      assert.match(text, /Hello from pod web/);
    }
    assert.equal(dns?.protocol, 'UDP');
    await user.kubectl(NAME, [
      ...['expose', 'deployment', 'coredns', '-n', 'kube-system', '--name=dns', '--type=NodePort', '--port=53'],
      `--overrides=${JSON.stringify({ spec: { ports: [{ port: 53, protocol: 'UDP', nodePort: NODE_PORTS.dns }] } })}`,
    ]);
    const resolver = new Resolver({ timeout: 1000, tries: 1 });
    resolver.setServers([`127.0.0.1:${ports.fixed}`]);
    const found = await eventually(() => resolver.resolve4('kubernetes.default.svc.cluster.test'));
    assert.deepEqual(found, ['10.112.0.1']);
  });

  test('the same ports are refused to a second cluster, by name', async () => {
    const second = `${NAME}-second`;
    for (const [field, config] of [
      [`0.0.0.0:${ports.api}`, { networking: { apiServerAddress: '0.0.0.0', apiServerPort: ports.api } }],
      [
        `127.0.0.1:${ports.fixed}`,
        { nodes: [{ extraPortMappings: [{ containerPort: 80, hostPort: ports.fixed, listenAddress: '127.0.0.1' }] }] },
      ],
    ] as const) {
      const stdin = stringify({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', name: second, ...config });
      const { exitCode, stderr } = await user.kind(['create', 'cluster', '--config=-'], { stdin });
      assert.equal(exitCode, 1);
      assert.match(stderr, new RegExp(`^ERROR: failed to create cluster: .*${field}.*$`, 'm'));
      assert.equal(await user.mustKind(['get', 'nodes', '--name', second]), '');
    }
  });

  test('delete leaves nothing behind', async () => {
    await user.mustKind(['delete', 'cluster', '--name', NAME]);
    assert.deepEqual(await leftovers(engineName), clean);
  });
}

/** The names in the certificate that a port of this host shows: `DNS:…, IP Address:…`. */
async function certificateNames(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  try {
    await new Promise<void>((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    return socket.getPeerCertificate().subjectaltname ?? '';
  } finally {
    socket.destroy();
  }
}
