import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { writeProgram } from '../../exec/testing/write-program.js';
import { EngineClient } from './client.js';
import { removeContainers } from './remove.js';

/** Removes a container with a docker that answers as the script says; returns its calls. */
async function remove(t: TestContext, script: string, variables: Record<string, string> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-remove-'));
  t.after(() => rm(dir, { recursive: true }));
  writeProgram(join(dir, 'docker'), `echo "$@" >>${dir}/calls\n${script}`);
  const env = { PATH: `${dir}:${process.env.PATH}`, HOME: dir, ...variables };
  const error = await removeContainers(new EngineClient('docker', 'docker', env), ['c']).catch((error) => error);
  return { error, calls: (await readFile(join(dir, 'calls'), 'utf8')).trim().split('\n') };
}

const stuck = `case "$1" in
  rm) echo 'Error response from daemon: cannot remove container "c": could not kill: did not receive an exit event' >&2; exit 1 ;;
  inspect) echo '[{"Id": "c1", "State": {"Pid": 0}}]' ;;
esac`;

test('processes that do not heed SIGKILL are looked for on this machine', async (t) => {
  const { error, calls } = await remove(t, stuck);
  assert.match(error.message, /^failed to delete nodes: .*did not receive an exit event/);
  assert.deepEqual(calls.slice(0, 2), ['rm -f -v c', 'inspect --type=container c']);
});

test('those of an engine on another machine are not: the process of that number is somebody else', async (t) => {
  const { error, calls } = await remove(t, stuck, { DOCKER_HOST: 'tcp://far:2375' });
  assert.match(error.message, /did not receive an exit event/);
  assert.deepEqual(calls, ['rm -f -v c']);
});

test('containers that are gone are no error', async (t) => {
  const gone = "echo 'Error: No such container: c' >&2; exit 1";
  assert.deepEqual(await remove(t, gone), { error: undefined, calls: ['rm -f -v c'] });
});
