import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dockerState, type InspectDocument, parseInspect } from './inspect.js';

const docker: InspectDocument = {
  Id: 'abc',
  Name: '/kind-control-plane',
  Image: 'sha256:1',
  State: { Status: 'running', ExitCode: 0 },
  Config: { Image: 'kindest/node:v1', Labels: { a: 'b' } },
  HostConfig: { Privileged: true, PortBindings: { '6443/tcp': [{ HostIp: '127.0.0.1', HostPort: '0' }] } },
  NetworkSettings: {
    Ports: { '6443/tcp': [{ HostIp: '127.0.0.1', HostPort: '40123' }], '80/tcp': null },
    Networks: { kind: { IPAddress: '172.18.0.2', GlobalIPv6Address: 'fc00::2' } },
  },
  Mounts: [
    { Type: 'volume', Name: 'v', Destination: '/var' },
    { Type: 'bind', Destination: '/lib/modules' },
  ],
};

test('a running container is read whole', () => {
  assert.deepEqual(parseInspect(docker), {
    id: 'abc',
    name: 'kind-control-plane',
    image: 'kindest/node:v1',
    labels: { a: 'b' },
    state: 'running',
    ipv4: '172.18.0.2',
    ipv6: 'fc00::2',
    ports: [{ address: '127.0.0.1', hostPort: 40123, containerPort: 6443, protocol: 'TCP' }],
    exitCode: undefined,
    volumes: [{ name: 'v', containerPath: '/var' }],
  });
});

test('a stopped container has an exit code, no addresses, and the ports that it asked for', () => {
  const stopped = parseInspect({
    ...docker,
    State: { Status: 'exited', ExitCode: 137 },
    NetworkSettings: { Ports: {}, Networks: { kind: { IPAddress: '', GlobalIPv6Address: '' } } },
  });
  assert.deepEqual([stopped.state, stopped.exitCode, stopped.ipv4, stopped.ipv6], ['exited', 137, '', '']);
  assert.deepEqual(stopped.ports, [{ address: '127.0.0.1', hostPort: 0, containerPort: 6443, protocol: 'TCP' }]);
});

test("Docker Desktop's label tells the true address", () => {
  const labels = { 'desktop.docker.io/ports/6443/tcp': '[::1]:6000' };
  const { ports } = parseInspect({ ...docker, Config: { ...docker.Config, Labels: labels } });
  assert.deepEqual(ports, [{ address: '::1', hostPort: 6000, containerPort: 6443, protocol: 'TCP' }]);
});

test('what may be missing may be missing', () => {
  const { state, labels, volumes, ports } = parseInspect({ Id: 'x', Name: 'y' });
  assert.deepEqual([state, labels, volumes, ports], ['', {}, [], []]);
});

test("podman's states are told in Docker's words", () => {
  const states = ['configured', 'initialized', 'Running', 'stopped', 'exited', 'paused'].map(dockerState);
  assert.deepEqual(states, ['created', 'created', 'running', 'exited', 'exited', 'paused']);
});
