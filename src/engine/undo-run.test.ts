import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { writeProgram } from '../exec/testing/write-program.js';
import { Docker } from './docker/docker.js';
import type { ContainerSpec } from './engine.js';
import { Podman } from './podman/podman.js';

const id = 'a'.repeat(64);
const node: ContainerSpec = {
  name: 'c-worker',
  hostname: 'c-worker',
  image: 'localhost/node:v1',
  labels: {},
  network: 'kind',
  kind: 'node',
};

/** Puts a program into PATH that notes its calls; `run` is a piece of shell, with the option --cidfile in $file. */
async function fakeEngine(t: TestContext, name: string, run: string) {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-undo-'));
  t.after(() => rm(dir, { recursive: true }));
  const script = `echo "$@" >>${dir}/calls
case "$1" in
  info) echo '{"version": {"Version": "5.0.0"}, "host": {}, "store": {}}' ;;
  run) file=; [ "$2" = --cidfile ] && file=$3
    ${run} ;;
  volume) [ "$2" = create ] && [ -e ${dir}/broken ] && exit 1 ;;
esac
exit 0`;
  writeProgram(join(dir, name), script);
  const calls = async () => (await readFile(join(dir, 'calls'), 'utf8')).trim().split('\n');
  return { dir, env: { PATH: `${dir}:${process.env.PATH}` }, calls };
}

function createdVolume(calls: readonly string[]): string | undefined {
  const creation = calls.find((call) => call.startsWith('volume create'));
  return creation?.split(' ').at(-1);
}

test('docker: what a run made that said nothing is removed', async (t) => {
  const { env, calls } = await fakeEngine(t, 'docker', `[ -n "$file" ] && printf ${id} >"$file"; exit 1`);
  await assert.rejects(new Docker(env).runContainer(node));
  assert.match((await calls()).at(-1) ?? '', new RegExp(`^rm .*${id}$`));
});

test("docker: where the file cannot be written, as with docker's snap, it goes without", async (t) => {
  const message = 'docker: failed to create the container ID file: open /tmp/x/id: no such file or directory';
  const { env, calls } = await fakeEngine(t, 'docker', `[ -n "$file" ] && { echo "${message}" >&2; exit 125; }`);
  await new Docker(env).runContainer(node);
  const runs = (await calls()).filter((call) => call.startsWith('run '));
  assert.deepEqual(
    runs.map((call) => call.includes('--cidfile')),
    [true, false],
  );
});

test('podman: container and volume of a run that failed are removed', async (t) => {
  const { env, calls } = await fakeEngine(t, 'podman', `printf ${id} >"$file"; exit 1`);
  await assert.rejects(new Podman(env).runContainer(node));
  const all = await calls();
  const volume = createdVolume(all);
  assert.ok(all.some((call) => call.startsWith('rm ') && call.endsWith(id)));
  assert.ok(all.includes(`volume rm --force ${volume}`), all.join('\n'));
});

test('podman: a volume is removed even if its making failed', async (t) => {
  const { dir, env, calls } = await fakeEngine(t, 'podman', 'exit 0');
  await writeFile(join(dir, 'broken'), '');
  await assert.rejects(new Podman(env).runContainer(node));
  const all = await calls();
  const volume = createdVolume(all);
  assert.ok(all.includes(`volume rm --force ${volume}`), all.join('\n'));
});

test('podman: a host of its own that lacks /lib/modules is done without', async (t) => {
  const script =
    'case "$*" in */lib/modules*) echo "Error: statfs /lib/modules: no such file or directory" >&2; exit 125 ;; esac';
  const { env, calls } = await fakeEngine(t, 'podman', script);
  await new Podman({ ...env, CONTAINER_HOST: 'tcp://far:1' }).runContainer(node);
  const runs = (await calls()).filter((call) => call.startsWith('run '));
  assert.deepEqual(
    runs.map((call) => call.includes('/lib/modules')),
    [true, false],
  );
});
