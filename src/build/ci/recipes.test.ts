import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { shippedFile } from '../pins.js';

const recipes = await shippedFile('recipes');
const waitForKind = await shippedFile('images', 'ci', 'wait-for-kind');

/** A cluster that is ready and serves a kubeconfig, and an engine that leads to it. */
async function engineWithCluster(t: TestContext, pages: Record<string, string>) {
  const directory = mkdtempSync(join(tmpdir(), 'kindling-recipes-'));
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ''];
    response.writeHead(page === undefined ? 404 : 200).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true });
  });
  const { port } = server.address() as AddressInfo;
  const log = join(directory, 'log');
  writeFileSync(log, '');
  const engine = join(directory, 'engine');
  const script = `#!/bin/sh
echo "$@" >>${log}
case $* in
"port c 8443/tcp") echo 127.0.0.1:32001 ;;
"port c 10080/tcp") echo 127.0.0.1:${port} ;;
"exec c cat /kind/ci/wait-for-kind") cat ${waitForKind} ;;
"logs c") echo "the container's log" ;;
esac
`;
  writeFileSync(engine, script, { mode: 0o755 });
  return { directory, engine, calls: () => readFileSync(log, 'utf8').split('\n') };
}

interface Ran {
  code: number | null;
  output: string;
}

async function shell(script: string, env: Record<string, string>): Promise<Ran> {
  const child = spawn('sh', [script], { env: { PATH: process.env.PATH, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

const READY = { '/readyz?wait=5s': 'ok\n', '/config?server=127.0.0.1:32001': 'kind: Config\n' };

test('GitHub’s action starts the cluster, and hands its kubeconfig to the steps that follow', async (t) => {
  const { directory, engine, calls } = await engineWithCluster(t, READY);
  const action = parse(readFileSync(join(recipes, 'github/start-cluster/action.yml'), 'utf8'));
  const [step] = action.runs.steps;
  // What the step says of its environment is what the script reads.
  assert.deepEqual(Object.keys(step.env).sort(), ['IMAGE', 'NAME', 'TIMEOUT']);
  assert.match(step.run, /start\.sh/);
  const [output, variables] = [join(directory, 'output'), join(directory, 'env')];
  const runner = { RUNNER_TEMP: directory, GITHUB_OUTPUT: output, GITHUB_ENV: variables };
  const env = { ...runner, ENGINE: engine, IMAGE: 'i', NAME: 'c', TIMEOUT: '20' };
  const ran = await shell(join(recipes, 'github/start-cluster/start.sh'), env);
  assert.equal(ran.code, 0, ran.output);
  assert.equal(calls()[0], 'run --detach --privileged --name c --publish 127.0.0.1::8443 --publish 127.0.0.1::10080 i');
  const kubeconfig = join(directory, 'c.kubeconfig');
  assert.equal(readFileSync(kubeconfig, 'utf8'), 'kind: Config\n');
  assert.equal(readFileSync(output, 'utf8'), `kubeconfig=${kubeconfig}\n`);
  assert.equal(readFileSync(variables, 'utf8'), `KUBECONFIG=${kubeconfig}\n`);
});

test('GitHub’s action shows the container’s log when the cluster does not become ready', async (t) => {
  const { directory, engine } = await engineWithCluster(t, { '/status': 'node kind-control-plane: no network\n' });
  const runner = { RUNNER_TEMP: directory, GITHUB_OUTPUT: '/dev/null', GITHUB_ENV: '/dev/null' };
  const env = { ...runner, ENGINE: engine, IMAGE: 'i', NAME: 'c', TIMEOUT: '0' };
  const ran = await shell(join(recipes, 'github/start-cluster/start.sh'), env);
  assert.equal(ran.code, 1);
  assert.match(ran.output, /node kind-control-plane: no network/);
  assert.match(ran.output, /the container's log/);
});

test('Jenkins’ script starts the cluster and writes the kubeconfig', async (t) => {
  const { directory, engine } = await engineWithCluster(t, READY);
  const env = { ENGINE: engine, KIND_IMAGE: 'i', KIND_NAME: 'c', KUBECONFIG: join(directory, 'config') };
  const ran = await shell(join(recipes, 'jenkins/start-cluster.sh'), env);
  assert.equal(ran.code, 0, ran.output);
  assert.equal(readFileSync(env.KUBECONFIG, 'utf8'), 'kind: Config\n');
  const pipeline = readFileSync(join(recipes, 'jenkins/Jenkinsfile'), 'utf8');
  for (const variable of ['KIND_IMAGE', 'KIND_NAME', 'KUBECONFIG'])
    assert.match(pipeline, new RegExp(`${variable} = `));
});

test('GitLab’s, compose’s and Buildkite’s files say what the job needs', () => {
  const read = (path: string) => parse(readFileSync(join(recipes, path), 'utf8'));
  const job = read('gitlab/.gitlab-ci.yml').test;
  const [service] = job.services;
  assert.ok(job.before_script[0].includes(`--host ${service.alias} `));
  const { services } = read('compose/compose.yml');
  assert.equal(services.kind.privileged, true);
  assert.deepEqual(services.job.entrypoint, ['sh', '/job/job.sh']);
  const [step] = read('buildkite/pipeline.yml').steps;
  const [[, plugin]] = Object.entries(step.plugins[0]) as [[string, { run: string }]];
  assert.ok(plugin.run in services);
  const pod = read('kubernetes/pod.yaml');
  assert.equal(pod.spec.containers[0].securityContext.privileged, true);
});

test('the overview names every recipe', async () => {
  const overview = readFileSync(join(recipes, 'README.md'), 'utf8');
  for (const entry of await readdir(recipes, { withFileTypes: true })) {
    if (entry.isDirectory()) assert.match(overview, new RegExp(`^\\| \`${entry.name}/\` \\|`, 'm'));
  }
});
