import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunHost } from './cli/run/arguments.js';
import { dockerRunArguments } from './docker/run-arguments.js';
import type { ContainerSpec } from './engine.js';
import { nerdctlRunArguments } from './nerdctl/run-arguments.js';
import { podmanRunArguments } from './podman/run-arguments.js';

const host: RunHost = {
  rootless: false,
  usernsRemap: false,
  storageDriver: 'overlay2',
  backingFilesystem: 'extfs',
  libModules: true,
};

const node: ContainerSpec = {
  name: 'c-worker',
  hostname: 'c-worker',
  image: 'kindest/node:v1',
  labels: { 'io.x-k8s.kind.role': 'worker', 'io.x-k8s.kind.cluster': 'c' },
  network: 'kind',
  kind: 'node',
};

const balancer: ContainerSpec = {
  ...node,
  kind: 'load-balancer',
  ports: [{ address: '127.0.0.1', hostPort: 0, containerPort: 6443, protocol: 'TCP' }],
  command: ['bash', '-c', 'run'],
};

const podmanNode = (spec: ContainerSpec, on: RunHost = host) => podmanRunArguments(spec, on, 'volume', '/id');

test('docker runs a node', () => {
  assert.deepEqual(dockerRunArguments(node, host), [
    'run',
    ...['--name', 'c-worker', '--hostname', 'c-worker'],
    ...['--label', 'io.x-k8s.kind.role=worker', '--label', 'io.x-k8s.kind.cluster=c'],
    '--privileged',
    ...['--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined'],
    ...['--tmpfs', '/tmp', '--tmpfs', '/run'],
    '--mount',
    'type=volume,target=/var,volume-label=io.x-k8s.kind.role=worker,volume-label=io.x-k8s.kind.cluster=c',
    ...['--volume', '/lib/modules:/lib/modules:ro'],
    ...['-e', 'KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER'],
    ...['--detach', '--tty', '--net', 'kind'],
    ...['--restart=on-failure:1', '--init=false', '--cgroupns=private'],
    'kindest/node:v1',
  ]);
});

test('podman runs a node', () => {
  assert.deepEqual(podmanNode(node), [
    'run',
    ...['--cidfile', '/id'],
    ...['--name', 'c-worker', '--hostname', 'c-worker'],
    ...['--label', 'io.x-k8s.kind.role=worker', '--label', 'io.x-k8s.kind.cluster=c'],
    '--privileged',
    ...['--tmpfs', '/tmp', '--tmpfs', '/run'],
    ...['--volume', 'volume:/var:suid,exec,dev'],
    ...['--volume', '/lib/modules:/lib/modules:ro'],
    ...['-e', 'KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER'],
    ...['--detach', '--tty', '--net', 'kind'],
    ...['--cgroupns=private', '-e', 'container=podman'],
    'kindest/node:v1',
  ]);
});

test('nerdctl runs a node', () => {
  assert.deepEqual(nerdctlRunArguments(node, host), [
    'run',
    ...['--name', 'c-worker', '--hostname', 'c-worker'],
    ...['--label', 'io.x-k8s.kind.role=worker', '--label', 'io.x-k8s.kind.cluster=c'],
    '--privileged',
    ...['--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined'],
    ...['--tmpfs', '/tmp', '--tmpfs', '/run'],
    ...['--volume', '/var'],
    ...['--volume', '/lib/modules:/lib/modules:ro'],
    ...['-e', 'KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER'],
    ...['--detach', '--tty', '--net', 'kind'],
    ...['--restart=on-failure:1', '--init=false'],
    'kindest/node:v1',
  ]);
});

test('a load balancer has no privileges, no volume, and a command', () => {
  const after = (args: string[]) => args.slice(args.indexOf('--detach'));
  const end = ['kindest/node:v1', 'bash', '-c', 'run'];
  assert.deepEqual(after(dockerRunArguments(balancer, host)), [
    ...['--detach', '--tty', '--net', 'kind', '--restart=on-failure:1', '--init=false', '--cgroupns=private'],
    '--publish=127.0.0.1:0:6443/TCP',
    ...end,
  ]);
  assert.deepEqual(after(podmanRunArguments(balancer, host, undefined)), [
    ...['--detach', '--tty', '--net', 'kind', '--cgroupns=private', '-e', 'container=podman'],
    '--publish=127.0.0.1::6443/tcp',
    ...end,
  ]);
  for (const args of [dockerRunArguments(balancer, host), podmanRunArguments(balancer, host, undefined)])
    for (const argument of ['--privileged', '--volume', '--mount', '--tmpfs'])
      assert.equal(args.includes(argument), false, argument);
});

test('labels with commas and quotes stay whole on docker volumes', () => {
  const args = dockerRunArguments({ ...node, labels: { a: 'b,c="d"' } }, host);
  assert.ok(args.includes('type=volume,target=/var,"volume-label=a=b,c=""d"""'));
  assert.ok(args.includes('a=b,c="d"'));
});

test('mounts have their options in order', () => {
  const mounts: ContainerSpec['mounts'] = [
    { hostPath: '/h', containerPath: '/c' },
    { hostPath: '/h', containerPath: '/c', propagation: 'None', readOnly: true },
    { hostPath: '/h', containerPath: '/c', readOnly: true, selinuxRelabel: true, propagation: 'HostToContainer' },
    { hostPath: '/h', containerPath: '/c', propagation: 'Bidirectional' },
  ];
  for (const args of [dockerRunArguments({ ...node, mounts }, host), podmanNode({ ...node, mounts })]) {
    assert.deepEqual(
      args.filter((argument) => argument.startsWith('--volume=')),
      ['--volume=/h:/c', '--volume=/h:/c:ro', '--volume=/h:/c:ro,Z,rslave', '--volume=/h:/c:rshared'],
    );
  }
});

test("ports name their protocol in the engine's way, and IPv6 addresses are in brackets", () => {
  const ports: ContainerSpec['ports'] = [
    { address: '0.0.0.0', hostPort: 8080, containerPort: 80, protocol: 'TCP' },
    { address: '::1', hostPort: 53, containerPort: 53, protocol: 'UDP' },
    { address: '127.0.0.1', hostPort: 0, containerPort: 1, protocol: 'SCTP' },
    { address: '::', hostPort: 80, containerPort: 80, protocol: 'TCP' },
    { address: '::', hostPort: 0, containerPort: 81, protocol: 'TCP' },
  ];
  const published = (args: string[]) => args.filter((argument) => argument.startsWith('--publish='));
  const docker = [
    '--publish=0.0.0.0:8080:80/TCP',
    '--publish=[::1]:53:53/UDP',
    '--publish=127.0.0.1:0:1/SCTP',
    '--publish=[::]:80:80/TCP',
    '--publish=[::]:0:81/TCP',
  ];
  assert.deepEqual(published(dockerRunArguments({ ...node, ports }, host)), docker);
  assert.deepEqual(published(nerdctlRunArguments({ ...node, ports }, host)), docker);
  assert.deepEqual(published(podmanNode({ ...node, ports })), [
    '--publish=0.0.0.0:8080:80/tcp',
    '--publish=[::1]:53:53/udp',
    '--publish=127.0.0.1::1/sctp',
    '--publish=80:80/tcp',
    '--publish=81/tcp',
  ]);
});

test('variables and system settings come before the image', () => {
  const spec = { ...node, env: { A: 'b c', EMPTY: '' }, sysctls: { 'net.ipv6.conf.all.forwarding': '1' } };
  for (const args of [dockerRunArguments(spec, host), nerdctlRunArguments(spec, host), podmanNode(spec)]) {
    const line = args.join('\n');
    assert.ok(line.includes('--sysctl=net.ipv6.conf.all.forwarding=1\n-e\nA=b c\n-e\nEMPTY=\n'));
    assert.equal(args.at(-1), node.image);
  }
});

test('what the host lacks is not asked for', () => {
  const bare = { ...host, libModules: false };
  for (const args of [dockerRunArguments(node, bare), nerdctlRunArguments(node, bare), podmanNode(node, bare)])
    assert.equal(args.includes('/lib/modules:/lib/modules:ro'), false);
});

for (const [what, on, docker, podman] of [
  ['overlay on ext4', host, false, false],
  ['overlay on xfs', { ...host, backingFilesystem: 'xfs' }, true, true],
  ['btrfs', { ...host, storageDriver: 'btrfs' }, true, true],
  ['zfs', { ...host, storageDriver: 'zfs' }, true, true],
  ['devicemapper', { ...host, storageDriver: 'devicemapper' }, true, true],
  ['rootless btrfs', { ...host, storageDriver: 'btrfs', rootless: true }, false, true],
] as [string, RunHost, boolean, boolean][]) {
  test(`with ${what}, /dev/mapper is handed in: docker ${docker}, podman ${podman}, nerdctl false`, () => {
    const has = (args: string[]) => args.includes('/dev/mapper:/dev/mapper');
    assert.deepEqual(
      [has(dockerRunArguments(node, on)), has(podmanNode(node, on)), has(nerdctlRunArguments(node, on))],
      [docker, podman, false],
    );
  });
}

test('rootless engines hand in /dev/fuse', () => {
  const on = { ...host, rootless: true };
  for (const args of [dockerRunArguments(node, on), nerdctlRunArguments(node, on), podmanNode(node, on)])
    assert.equal(args[args.indexOf('--device') + 1], '/dev/fuse');
  assert.equal(dockerRunArguments(node, host).includes('--device'), false);
});

test('user namespace remapping is left by docker alone', () => {
  const on = { ...host, usernsRemap: true };
  assert.ok(dockerRunArguments(node, on).includes('--userns=host'));
  assert.equal(podmanNode(node, on).includes('--userns=host'), false);
  assert.equal(nerdctlRunArguments(node, on).includes('--userns=host'), false);
});
