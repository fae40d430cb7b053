import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeProgram } from '../exec/testing/write-program.js';
import { silent } from '../progress.js';
import { detectEngine } from './detect.js';

const programs = {
  docker: '[ "$1" = -v ] && echo "Docker version 28.2.2, build e6534b4"; exit 0',
  deadDocker: `[ "$1" = -v ] && echo "Docker version 28.2.2, build e6534b4" && exit
    echo "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?" >&2; exit 1`,
  strangeDocker: '[ "$1" = -v ] && echo "Docker version 1, build x" && exit; echo "what?" >&2; exit 1',
  podmanAsDocker: 'echo "podman version 4.3.1"',
  podman: '[ "$1" = -v ] && echo "podman version 4.3.1" && exit; echo "[]"',
  brokenPodman: '[ "$1" = -v ] && echo "podman version 4.3.1" && exit; echo "Error: no storage" >&2; exit 125',
  nerdctl: 'echo "nerdctl version 1.7.0"',
  finch: 'echo "finch version v1.1.0"',
};

/** Detects among programs that pretend to be engines. */
async function detect(
  fakes: Partial<Record<string, keyof typeof programs>>,
  provider?: string,
  variables: Record<string, string> = {},
) {
  const directory = await mkdtemp(join(tmpdir(), 'kindling-test-'));
  const said: string[] = [];
  const progress = {
    ...silent,
    log: (message: string) => void said.push(message),
    warn: (message: string) => void said.push(`warn: ${message}`),
  };
  try {
    for (const [name, script] of Object.entries(fakes)) {
      writeProgram(join(directory, name), script ? programs[script] : '');
    }
    const own = { PATH: directory, HOME: directory, XDG_STATE_HOME: directory, CONTAINERS_CONF: '/none' };
    const env = { ...own, ...variables };
    const engine = await detectEngine({
      env: provider === undefined ? env : { ...env, KIND_EXPERIMENTAL_PROVIDER: provider },
      progress,
    });
    const [program] = engine.execCommand('x', [], { tty: false, stdin: false });
    return { name: engine.name, program, said };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const experimental = 'warn: enabling experimental podman provider';
const all = { docker: 'docker', nerdctl: 'nerdctl', finch: 'finch', podman: 'podman' } as const;

test('docker comes first, then nerdctl, finch and podman', async () => {
  const { docker: _, ...noDocker } = all;
  const { nerdctl: __, ...noNerdctl } = noDocker;
  assert.deepEqual(await detect(all), { name: 'docker', program: 'docker', said: [] });
  assert.deepEqual(await detect(noDocker), { name: 'nerdctl', program: 'nerdctl', said: [] });
  assert.deepEqual(await detect(noNerdctl), { name: 'nerdctl', program: 'finch', said: [] });
  assert.deepEqual(await detect({ podman: 'podman' }), { name: 'podman', program: 'podman', said: [experimental] });
});

test('a docker that is podman in disguise does not count', async () => {
  assert.equal((await detect({ docker: 'podmanAsDocker', podman: 'podman' })).name, 'podman');
});

test('a docker without a daemon gives way to a podman that works, and says so', async () => {
  assert.deepEqual(await detect({ docker: 'deadDocker', podman: 'podman' }), {
    name: 'podman',
    program: 'podman',
    said: ['The Docker daemon does not answer: using podman.'],
  });
  assert.equal((await detect({ docker: 'deadDocker', podman: 'brokenPodman' })).name, 'docker');
  assert.equal((await detect({ docker: 'deadDocker' })).name, 'docker');
});

test('a docker whose daemon is named does not give way', async () => {
  for (const variables of [{ DOCKER_HOST: 'ssh://far' }, { DOCKER_CONTEXT: 'far' }]) {
    const found = await detect({ docker: 'deadDocker', podman: 'podman' }, undefined, variables);
    assert.deepEqual(found, { name: 'docker', program: 'docker', said: [] });
  }
});

test('a docker that fails for another reason does not give way', async () => {
  assert.equal((await detect({ docker: 'strangeDocker', podman: 'podman' })).name, 'docker');
});

test('nothing installed is an error that says what to install', async () => {
  await assert.rejects(detect({}), { code: 'ENGINE_UNAVAILABLE', hint: /Install/ });
});

test('KIND_EXPERIMENTAL_PROVIDER names the engine, with a warning', async () => {
  for (const [provider, name] of [
    ['docker', 'docker'],
    ['nerdctl', 'nerdctl'],
    ['finch', 'nerdctl'],
    ['nerdctl.lima', 'nerdctl'],
  ] as const) {
    const said = [`warn: using ${provider} due to KIND_EXPERIMENTAL_PROVIDER`];
    assert.deepEqual(await detect(all, provider), { name, program: provider, said });
  }
  assert.deepEqual(await detect(all, 'podman'), {
    name: 'podman',
    program: 'podman',
    said: ['warn: using podman due to KIND_EXPERIMENTAL_PROVIDER', experimental],
  });
});

test('an unknown KIND_EXPERIMENTAL_PROVIDER is ignored with a warning, an empty one without', async () => {
  for (const provider of ['rkt', 'constructor']) {
    assert.deepEqual(await detect(all, provider), {
      name: 'docker',
      program: 'docker',
      said: [`warn: ignoring unknown value "${provider}" for KIND_EXPERIMENTAL_PROVIDER`],
    });
  }
  assert.deepEqual((await detect(all, '')).said, []);
});

test('detection can be cancelled', async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(detectEngine({ env: { PATH: '/none' }, signal }), { code: 'CANCELLED' });
});
