import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { writeProgram } from '../exec/testing/write-program.js';
import { Docker } from './docker/docker.js';
import { Nerdctl } from './nerdctl/nerdctl.js';
import { Podman } from './podman/podman.js';

const far = { place: 'remote', address: 'ssh://me@far' };

/** A directory with a docker and a podman that know one remote host: the context, or connection, "far". */
async function fakes(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-host-'));
  t.after(() => rm(dir, { recursive: true }));
  const scripts = {
    docker: `case "$*" in *" far") echo ssh://me@far ;; *" near") echo unix:///run/near.sock ;;
      *" desktop") echo unix:///home/me/.docker/desktop/docker.sock ;; *) exit 1 ;; esac`,
    podman: `echo '[{"Name": "far", "URI": "ssh://me@far"}, {"Name": "near", "URI": "unix:///run/near.sock"}]'`,
  };
  for (const [name, script] of Object.entries(scripts)) writeProgram(join(dir, name), script);
  await mkdir(join(dir, '.docker'));
  return dir;
}

test("docker's host is told by DOCKER_HOST, else DOCKER_CONTEXT, else the client's configuration", async (t) => {
  const dir = await fakes(t);
  const place = async (variables: Record<string, string>, currentContext?: string) => {
    await writeFile(join(dir, '.docker/config.json'), JSON.stringify({ currentContext }));
    return await new Docker({ PATH: dir, HOME: dir, ...variables }).host();
  };
  const here = { place: 'here' };
  assert.deepEqual(await place({}), here);
  assert.deepEqual(await place({ DOCKER_HOST: '' }), here);
  assert.deepEqual(await place({}, 'far'), far);
  assert.deepEqual(await place({}, 'default'), here);
  assert.deepEqual(await place({}, 'near'), { ...here, address: 'unix:///run/near.sock' });
  assert.deepEqual(await place({}, 'gone'), { place: 'remote', address: 'context gone' });
  assert.equal((await place({}, 'desktop')).place, 'virtual-machine');
  assert.deepEqual(await place({ DOCKER_CONTEXT: 'far' }, 'near'), far);
  assert.deepEqual(await place({ DOCKER_CONTEXT: 'default' }, 'far'), here);
  assert.deepEqual(await place({ DOCKER_HOST: 'ssh://me@far' }, 'near'), far);
  const socket = 'unix:///run/user/1000/docker.sock';
  assert.deepEqual(await place({ DOCKER_HOST: socket, DOCKER_CONTEXT: 'far' }), { ...here, address: socket });
  for (const address of ['tcp://10.0.0.1:2375', 'tcp://127.0.0.1:2375', 'far:2375']) {
    assert.deepEqual(await place({ DOCKER_HOST: address }), { place: 'remote', address });
  }
});

test("docker's configuration is looked for in DOCKER_CONFIG first, and one that is broken does not count", async (t) => {
  const dir = await fakes(t);
  const env = { PATH: dir, HOME: dir, DOCKER_CONFIG: dir };
  await writeFile(join(dir, '.docker/config.json'), '{"currentContext":"near"}');
  await writeFile(join(dir, 'config.json'), '{"currentContext":"far"}');
  assert.deepEqual(await new Docker(env).host(), far);
  for (const broken of ['', 'null', '[', '7']) {
    await writeFile(join(dir, 'config.json'), broken);
    assert.deepEqual(await new Docker(env).host(), { place: 'here' });
  }
});

test("podman's host is told by CONTAINER_CONNECTION, or CONTAINER_HOST; podman itself is here", async (t) => {
  const dir = await fakes(t);
  const place = (variables: Record<string, string>) => new Podman({ PATH: dir, ...variables }).host();
  assert.deepEqual(await place({}), { place: 'here' });
  assert.deepEqual(await place({ DOCKER_HOST: 'tcp://10.0.0.1:2375' }), { place: 'here' });
  assert.deepEqual(await place({ CONTAINER_HOST: 'ssh://me@far' }), far);
  assert.deepEqual(await place({ CONTAINER_CONNECTION: 'far' }), far);
  assert.deepEqual(await place({ CONTAINER_CONNECTION: 'far', CONTAINER_HOST: 'unix:///x' }), far);
  assert.deepEqual(await place({ CONTAINER_CONNECTION: 'near', CONTAINER_HOST: 'ssh://me@far' }), far);
  assert.deepEqual(await place({ CONTAINER_CONNECTION: 'gone' }), { place: 'remote', address: 'connection gone' });
  assert.deepEqual(await place({ CONTAINER_HOST: 'unix:///x' }), { place: 'here', address: 'unix:///x' });
});

test('nerdctl is here, and in a virtual machine with Lima', async () => {
  assert.deepEqual(await new Nerdctl('finch').host(), { place: 'here' });
  assert.deepEqual(await new Nerdctl('nerdctl.lima').host(), { place: 'virtual-machine' });
});
