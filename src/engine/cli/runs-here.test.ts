import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runsHere } from './runs-here.js';

test('an engine runs here unless its variables name another machine', () => {
  for (const [engine, env, here] of [
    ['docker', {}, true],
    ['docker', { DOCKER_HOST: '' }, true],
    ['docker', { DOCKER_HOST: 'unix:///run/user/1000/docker.sock', DOCKER_CONTEXT: 'far' }, true],
    ['docker', { DOCKER_HOST: 'ssh://me@far' }, false],
    ['docker', { DOCKER_HOST: 'tcp://10.0.0.1:2375' }, false],
    ['docker', { DOCKER_CONTEXT: 'far' }, false],
    ['docker', { DOCKER_CONTEXT: 'default' }, true],
    ['podman', { DOCKER_HOST: 'tcp://10.0.0.1:2375' }, true],
    ['podman', { CONTAINER_HOST: 'ssh://me@far' }, false],
    ['nerdctl', {}, true],
  ] as const)
    assert.equal(runsHere(engine, env), here, `${engine} ${JSON.stringify(env)}`);
});
