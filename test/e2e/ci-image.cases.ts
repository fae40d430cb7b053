import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SAMPLE_IMAGE, withSampleImage } from '../../scripts/quickstart/sample-image.js';
import { DEFAULT_NODE_IMAGE } from '../../src/config/defaults.js';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';
import { ApiClient } from '../support/api-client.js';
import { CiContainer, clientEnvironment, engineClient } from '../support/ci-container.js';
import { eventually } from '../support/eventually.js';
import { User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const IMAGE = 'localhost/kindling/ci:e2e';
const NAME = 'e2e-ci';
const NETWORK = 'e2e-ci';
const SUBNET = '10.98.7.0/24';

const HOOKS: Record<string, string> = {
  'before-cluster.sh': '#!/bin/sh\n[ ! -e /etc/kubernetes/never ] && ! kubectl get --raw /livez 2>/dev/null\n',
  'after-cluster.sh': `#!/bin/sh
set -e
kubectl create namespace baked
kubectl create configmap --namespace baked from-hook --from-literal=registry="$REGISTRY"
docker load -i hello.tar
kubectl create deployment hello --namespace baked --image ${SAMPLE_IMAGE} --port 8080
kubectl expose deployment hello --namespace baked --type NodePort --port 80 --target-port 8080
`,
  'images.sh': '#!/bin/sh\nctr --namespace=k8s.io images list --quiet | grep -q localhost/hello:1\n',
};

/** What a CI job runs: only wait-for-kind and kubectl. */
const JOB = `
set -e
curl --fail --silent http://kind:10080/wait-for-kind >/tmp/wait-for-kind
sh /tmp/wait-for-kind --host kind --timeout 120 --kubeconfig /tmp/kubeconfig
export KUBECONFIG=/tmp/kubeconfig
kubectl create deployment job --image ${SAMPLE_IMAGE} --port 8080 >/dev/null
kubectl rollout status deployment/job --timeout=60s >/dev/null
kubectl exec deployment/job -- wget -q -O - http://127.0.0.1:8080/
`;

/** One container, one cluster: the CI image as its users run it. */
export function ciImageCases(engine: EngineName): void {
  let user: User;
  let before_: Record<string, string[]>;
  let cluster: CiContainer;
  let seconds = 0;

  before(async () => {
    before_ = await leftovers(engine);
    user = await User.create(engine, undefined, { REGISTRY: 'registry.example.com' });
    const hooks = await mkdtemp(join(tmpdir(), 'kindling-e2e-hooks-'));
    for (const [name, text] of Object.entries(HOOKS)) await writeFile(join(hooks, name), text, { mode: 0o755 });
    await withSampleImage((archive) => copyFile(archive, join(hooks, 'hello.tar')));
    await user.mustKind(['build', 'ci-image', '--image', IMAGE, '--hooks', hooks]);
    await rm(hooks, { recursive: true });
    await engineClient(engine, ['network', 'create', '--subnet', SUBNET, NETWORK]);
    const began = performance.now();
    cluster = await CiContainer.run(engine, IMAGE, NAME, ['--network', NETWORK, '--network-alias', 'kind']);
    await cluster.ready();
    seconds = (performance.now() - began) / 1000;
  });

  after(async () => {
    // The last tests have removed it.
    await cluster?.remove().catch(() => {});
    await engineClient(engine, ['network', 'rm', NETWORK]);
    await engineClient(engine, ['image', 'rm', IMAGE]);
    assert.deepEqual(await leftovers(engine), before_);
    await user.dispose();
  });

  test('the cluster is ready soon, with what the hooks have put into the image', async () => {
    assert.ok(seconds < 30, `${seconds} s`);
    assert.equal((await cluster.get('/docker-ready')).status, 200);
    const read = ['get', 'configmap', 'from-hook', '--namespace=baked', '--output=jsonpath={.data.registry}'];
    assert.equal(await cluster.kubectl(...read), 'registry.example.com');
    const available = ['get', 'deployment', 'hello', '--namespace=baked', '--output=jsonpath={.status.readyReplicas}'];
    assert.equal(await cluster.kubectl(...available), '1');
    assert.match(await cluster.kubectl('get', 'nodes', '--output=name'), /^node\/kind-control-plane\n$/);
    assert.equal((await cluster.get('/static-ip')).body, '172.30.99.1\n');
    assert.equal((await cluster.get('/kubernetes-version')).body, await cluster.exec('cat', '/kind/version'));
    assert.match((await cluster.get('/metrics')).body, /^kind_ci_kubernetes_ready 1$/m);
  });

  test('its kubeconfig works from this machine, by the published port', async () => {
    const { body } = await cluster.get(`/config?server=${await cluster.address(8443)}`);
    const path = join(user.home, 'config');
    await writeFile(path, body);
    const answer = await (await ApiClient.fromKubeconfig(path)).send('GET', '/api/v1/nodes');
    assert.equal(answer.status, 200, answer.body);
    const byName = await cluster.get(`/config?server=localhost:${(await cluster.address(8443)).split(':')[1]}`);
    await writeFile(path, byName.body);
    assert.equal((await (await ApiClient.fromKubeconfig(path)).send('GET', '/readyz')).body, 'ok');
  });

  test('a job on the same network needs only wait-for-kind and kubectl', async () => {
    const job = ['run', '--rm', '--network', NETWORK, '--entrypoint', 'sh', DEFAULT_NODE_IMAGE, '-c', JOB];
    assert.match(await engineClient(engine, job), /Hello from pod job-/);
    const certificate = new X509Certificate(await cluster.exec('cat', '/etc/kubernetes/pki/apiserver.crt'));
    assert.equal(certificate.checkHost('kind'), 'kind');
  });

  test('the job of the recipe for docker compose waits for it and uses it', async () => {
    const work = await mkdtemp(join(tmpdir(), 'kindling-e2e-compose-'));
    try {
      await copyFile(join(ROOT, 'recipes/compose/job.sh'), join(work, 'job.sh'));
      await copyFile(join(ROOT, 'images/ci/wait-for-kind'), join(work, 'wait-for-kind'));
      await writeFile(join(work, 'test.sh'), 'kubectl get configmap from-hook --namespace baked --output name\n');
      const job = ['--entrypoint', 'sh', '--env', 'KUBECONFIG=/tmp/kubeconfig', '--volume', `${work}:/job:ro`];
      const args = [
        'run',
        '--rm',
        '--network',
        NETWORK,
        '--workdir',
        '/job',
        ...job,
        DEFAULT_NODE_IMAGE,
        '/job/job.sh',
      ];
      assert.match(await engineClient(engine, args), /^configmap\/from-hook$/m);
    } finally {
      await rm(work, { recursive: true });
    }
  });

  test('stopped and started, it is the same cluster', async () => {
    await cluster.kubectl('create', 'configmap', 'kept', '--from-literal=a=b');
    const authority = (await cluster.get('/ca.crt')).body;
    await cluster.client('stop', '--time', '20', NAME);
    await cluster.client('start', NAME);
    // What was ready before does not count.
    const early = await cluster.get('/kubernetes-ready').catch(() => undefined);
    assert.notEqual(early?.status, 200);
    await cluster.ready();
    assert.equal(await cluster.kubectl('get', 'configmap', 'kept', '--output=jsonpath={.data.a}'), 'b');
    assert.equal((await cluster.get('/ca.crt')).body, authority);
  });

  test('killed, and started with another address, it is the same cluster', async () => {
    const other = '10.98.7.77';
    const addresses = async () => (await cluster.exec('hostname', '--all-ip-addresses')).trim().split(' ');
    assert.ok(!(await addresses()).includes(other));
    await cluster.client('kill', NAME);
    await cluster.client('network', 'disconnect', NETWORK, NAME);
    await cluster.client('network', 'connect', '--ip', other, '--alias', 'some_alias', NETWORK, NAME);
    await cluster.client('start', NAME);
    await cluster.ready();
    assert.ok((await addresses()).includes(other));
    assert.equal(await cluster.kubectl('get', 'configmap', 'kept', '--output=jsonpath={.data.a}'), 'b');
    const certificate = new X509Certificate(await cluster.exec('cat', '/etc/kubernetes/pki/apiserver.crt'));
    assert.equal(certificate.checkIP(other), other);
    const job = 'kubectl --kubeconfig /tmp/k get configmap kept --output=jsonpath={.data.a}';
    const script = `curl --fail --silent http://some_alias:10080/config >/tmp/k && ${job}`;
    const args = ['run', '--rm', '--network', NETWORK, '--entrypoint', 'sh', DEFAULT_NODE_IMAGE, '-c', script];
    // The container does not know of this name until somebody uses it.
    assert.equal(await engineClient(engine, args), 'b');
  });

  test('the hook of a ready cluster runs with the variables of the container; limits and logins are the node’s', async () => {
    await cluster.remove();
    const directory = await mkdtemp(join(tmpdir(), 'kindling-e2e-ready-'));
    try {
      const hook = join(directory, 'kubernetes-ready.sh');
      const text = '#!/bin/sh\nkubectl create configmap from-ready-hook --from-literal=word="$WORD"\n';
      await writeFile(hook, text, { mode: 0o755 });
      const variables = {
        WORD: 'said',
        ENFORCE_CAPACITY: '1',
        REGISTRY: 'registry.example.com',
        REGISTRY_USER: 'me',
        REGISTRY_PASSWORD: 'secret',
        KIND_API_NAMES: 'my_alias',
      };
      cluster = await CiContainer.run(engine, IMAGE, NAME, [
        ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
        ...['--volume', `${hook}:/kubernetes-ready.sh:ro`, '--memory', '3g', '--network', NETWORK],
      ]);
      await cluster.ready();
      await eventually(async () => {
        const read = ['get', 'configmap', 'from-ready-hook', '--output=jsonpath={.data.word}'];
        assert.equal(await cluster.kubectl(...read), 'said');
      });
      const allocatable = ['get', 'node', 'kind-control-plane', '--output=jsonpath={.status.allocatable.memory}'];
      const memory = await cluster.kubectl(...allocatable);
      assert.ok(Math.abs(bytes(memory) - 3 * 1024 ** 3) < 200 * 1024 ** 2, memory);
      const logins = JSON.parse(await cluster.exec('cat', '/var/lib/kubelet/config.json'));
      assert.deepEqual(Object.keys(logins.auths), ['registry.example.com']);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('a variable that cannot be used ends the container, and its log says why', async () => {
    const args = ['run', '--rm', '--privileged', '--env', 'STATIC_IP=here', IMAGE];
    await assert.rejects(engineClient(engine, args), (error: { output?: string }) => {
      assert.match(error.output ?? '', /ERROR: STATIC_IP is "here", but has to be an IPv4 address/);
      return true;
    });
  });

  test('GitHub’s action starts one on this machine', async () => {
    await cluster.remove();
    const work = await mkdtemp(join(tmpdir(), 'kindling-e2e-action-'));
    const runner = { RUNNER_TEMP: work, GITHUB_OUTPUT: join(work, 'output'), GITHUB_ENV: join(work, 'env') };
    const inputs = { ENGINE: engine, IMAGE, NAME, TIMEOUT: '120' };
    try {
      const script = join(ROOT, 'recipes/github/start-cluster/start.sh');
      await run(['sh', script], { env: { ...clientEnvironment(engine), ...runner, ...inputs } });
      const path = (await readFile(runner.GITHUB_ENV, 'utf8')).trim().replace(/^KUBECONFIG=/, '');
      const answer = await (await ApiClient.fromKubeconfig(path)).send('GET', '/readyz');
      assert.equal(answer.body, 'ok');
    } finally {
      await engineClient(engine, ['rm', '--force', '--volumes', NAME]);
      await rm(work, { recursive: true });
    }
  });

  test('four at the same time share nothing', async () => {
    const names = [1, 2, 3, 4].map((number) => `${NAME}-${number}`);
    const started = names.map((name) => CiContainer.run(engine, IMAGE, name, ['--network', NETWORK]));
    const containers = await Promise.all(started);
    try {
      await Promise.all(containers.map((each) => each.ready(240)));
      const authorities = await Promise.all(containers.map(async (each) => (await each.get('/ca.crt')).body));
      assert.equal(new Set(authorities).size, 4);
      for (const each of containers)
        await each.kubectl('create', 'configmap', 'own', `--from-literal=name=${each.name}`);
      for (const each of containers) {
        const read = await each.kubectl('get', 'configmap', 'own', '--output=jsonpath={.data.name}');
        assert.equal(read, each.name);
      }
    } finally {
      for (const each of containers) await each.remove();
    }
  });
}

/** @param quantity memory as Kubernetes writes it: `3Gi`, `3145728Ki`, `3221225472` */
function bytes(quantity: string): number {
  const [, number, unit = ''] = /^(\d+)(|Ki|Mi|Gi)$/.exec(quantity) ?? [];
  return Number(number) * 1024 ** ['', 'Ki', 'Mi', 'Gi'].indexOf(unit);
}
