import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandError } from '../../exec/run.js';
import { engineError, PortTakenError } from './failure.js';

const failed = (stderr: string) => new CommandError(['docker', 'run'], 'exit status 125', { exitCode: 125, stderr });

for (const [code, stderr] of [
  ['ENGINE_UNAVAILABLE', 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?'],
  ['ENGINE_UNAVAILABLE', 'failed to connect to the docker API at unix:///x; check if the path is correct'],
  ['ENGINE_UNAVAILABLE', 'permission denied while trying to connect to the Docker daemon socket at unix:///x'],
  ['ENGINE_UNAVAILABLE', 'Failed to initialize: unable to resolve docker endpoint: context "x": context not found'],
  ['ENGINE_UNAVAILABLE', 'Cannot connect to Podman. Please verify your connection to the Linux system'],
  ['NO_SPACE', 'write /var/lib/docker/tmp/x: no space left on device'],
  ['IMAGE_NOT_FOUND', 'Error: No such image: x'],
  ['IMAGE_NOT_FOUND', 'Error: inspecting object: x: image not known'],
  ['IMAGE_NOT_FOUND', "Unable to find image 'x:1' locally\ndocker: Error response from daemon: dial tcp: no such host"],
  ['IMAGE_NOT_FOUND', 'Error response from daemon: manifest for x:1 not found: manifest unknown'],
  ['NODE_NOT_FOUND', 'Error response from daemon: No such container: x'],
  ['NODE_NOT_FOUND', 'Error: no container with name or ID "x" found: no such container'],
  ['ENGINE_FAILED', 'Error response from daemon: something else'],
] as const) {
  test(`"${stderr.slice(0, 60)}" is ${code}`, () => {
    const cause = failed(stderr);
    const error = engineError('docker', cause);
    assert.equal(error.code, code);
    assert.equal(error.cause, cause);
  });
}

for (const [address, port, stderr] of [
  ['0.0.0.0', 80, 'Error response from daemon: driver failed: Bind for 0.0.0.0:80 failed: port is already allocated'],
  ['127.0.0.1', 8080, 'Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use.'],
  ['::1', 8080, 'Error starting userland proxy: listen tcp6 [::1]:8080: bind: address already in use.'],
  ['127.0.0.1', 6443, 'failed to bind host port for 127.0.0.1:6443:172.18.0.2:6443/tcp: address already in use'],
  ['127.0.0.1', 6443, 'failed to bind host port 127.0.0.1:6443/tcp: address already in use'],
  ['', 53, 'Error: cannot listen on the UDP port: listen udp :53: bind: address already in use'],
] as const) {
  test(`the port in "${stderr.slice(0, 70)}" is ${address}:${port}`, () => {
    const error = engineError('podman', failed(stderr));
    assert.ok(error instanceof PortTakenError);
    assert.deepEqual([error.code, error.address, error.port], ['PORT_TAKEN', address, port]);
    assert.match(error.message, new RegExp(`${port} is in use`));
  });
}

test('where a variable says where the engine is, the hint names it', () => {
  const error = failed('Cannot connect to the Docker daemon at tcp://far:1. Is the docker daemon running?');
  assert.match(
    engineError('docker', error, 'DOCKER_HOST=tcp://far:1').hint ?? '',
    /has DOCKER_HOST=tcp:\/\/far:1: see/,
  );
});

for (const stderr of [
  'Error: runc: unable to start container process: open /proc/sys/net/ipv6/conf/all/forwarding: no such file or directory',
  'Error: crun: open `/proc/sys/net/ipv6/conf/all/disable_ipv6`: No such file or directory: OCI runtime error',
]) {
  test(`a kernel without IPv6 is known by "${stderr.slice(0, 60)}"`, () => {
    const { code, message, hint } = engineError('podman', failed(stderr));
    assert.deepEqual([code, message], ['PREFLIGHT', 'the kernel under podman has no IPv6']);
    assert.match(hint ?? '', /networking\.ipFamily to ipv4/);
  });
}

test('an engine that is not installed says how to install it', () => {
  const cause = Object.assign(new Error('spawn docker ENOENT'), { code: 'ENOENT' });
  const error = engineError('podman', new CommandError(['podman'], 'executable file not found in $PATH', { cause }));
  assert.equal(error.code, 'ENGINE_UNAVAILABLE');
  assert.match(error.hint ?? '', /Install podman/);
});

test('a daemon that does not answer says how to start it, or who may use it', () => {
  const hint = (stderr: string) => engineError('docker', failed(stderr)).hint ?? '';
  assert.match(hint('Cannot connect to the Docker daemon'), /Start/);
  assert.match(hint('permission denied while trying to connect to the Docker daemon socket'), /group "docker"/);
});

test("the last line of what was said is in the message, without the engine's decoration", () => {
  const stderr = "docker: Error response from daemon: it broke\n\nRun 'docker run --help' for more information\n";
  assert.equal(
    engineError('docker', failed(stderr)).message,
    'command "docker run" failed with error: exit status 125: it broke',
  );
});

test('cancelled and timed out calls stay what they are', () => {
  for (const code of ['CANCELLED', 'TIMEOUT'] as const) {
    const error = new CommandError(['docker'], 'x', { code, stderr: 'no space left on device' });
    assert.equal(engineError('docker', error), error);
  }
});

test('known failures whose text does not help have a hint', () => {
  const hint = (stderr: string) => engineError('podman', failed(stderr)).hint ?? '';
  assert.match(hint('Error: netavark: No such file or directory (os error 2)'), /iptables/);
  assert.match(hint('error setting rlimit type 7: operation not permitted'), /default_ulimits/);
  assert.match(hint('unable to apply caps: operation not permitted'), /start-docker/);
  assert.match(hint('path /x is mounted on / but it is not a shared or slave mount'), /make-rshared/);
});
