import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validate } from '../config/validate.js';
import { remoteMounts, unreachableServer } from './remote.js';

const remote = (address: string) => ({ place: 'remote', address }) as const;

test('a server that only its own machine reaches gets a warning with what to do', () => {
  const warning = unreachableServer(remote('ssh://me@far:2222/run/docker.sock'), '127.0.0.1', 40000) ?? '';
  assert.match(warning, /remote \(ssh:\/\/me@far:2222\/run\/docker\.sock\).* at 127\.0\.0\.1:40000, which is not/);
  assert.match(warning, /networking\.apiServerAddress .*: ssh -N -L 40000:127\.0\.0\.1:40000 me@far$/);
  assert.match(unreachableServer(remote('tcp://10.0.0.1:2375'), '0.0.0.0', 1) ?? '', / 0\.0\.0\.0:1, .* 10\.0\.0\.1$/);
  assert.match(unreachableServer(remote('tcp://[fd00::1]:2375'), '::1', 1) ?? '', / \[::1\]:1, .* fd00::1$/);
  assert.match(unreachableServer(remote('far:2375'), '127.0.0.1', 1) ?? '', / far$/);
  assert.match(unreachableServer(remote('context gone'), '127.0.0.1', 1) ?? '', / <host>$/);
});

test('one that can be reached gets none', () => {
  assert.equal(unreachableServer(remote('ssh://me@far'), '10.0.0.1', 1), undefined);
  assert.equal(unreachableServer({ place: 'here' }, '127.0.0.1', 1), undefined);
  assert.equal(unreachableServer({ place: 'virtual-machine', address: 'unix:///x' }, '127.0.0.1', 1), undefined);
  for (const address of ['tcp://127.0.0.1:2375', 'tcp://localhost:2375', 'tcp://[::1]:2375']) {
    assert.equal(unreachableServer(remote(address), '127.0.0.1', 1), undefined, address);
  }
});

test('relative host paths on a remote engine get a warning each', () => {
  const extraMounts = ['data', '/abs', 'data'].map((hostPath, index) => ({ hostPath, containerPath: `/m${index}` }));
  const cluster = validate({ nodes: [{ extraMounts }] });
  assert.deepEqual(remoteMounts(cluster, remote('ssh://far'), '/home/me'), [
    'hostPath "data" is taken as /home/me/data of the machine of ssh://far, not of this one',
  ]);
  assert.deepEqual(remoteMounts(cluster, { place: 'here' }, '/home/me'), []);
});
