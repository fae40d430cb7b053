import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  createCluster,
  detectEngine,
  type Engine,
  exportKubeconfig,
  listNodes,
  loadArchives,
} from '../src/cluster/index.js';
import { pickFreePorts } from '../src/create/steps/host-port.js';
import { KindlingError } from '../src/errors.js';
import type { Progress } from '../src/progress.js';
import { askFromHost, askFromPod } from './quickstart/ask.js';
import { withSampleImage } from './quickstart/sample-image.js';
import { consoleProgress, runScript } from './setup/console.js';
import { installDebianPackages, PACKAGES } from './setup/debian-packages.js';
import { provideNodeImage } from './setup/node-image.js';

const NAME = 'quickstart';
const NODE_PORT = 30080;
const MANIFEST = fileURLToPath(new URL('../../examples/hello/hello.yaml', import.meta.url));

await runScript(async (signal) => {
  const progress = consoleProgress();
  const engine = await provideEngine(progress, signal);
  await installDebianPackages(PACKAGES.sample, (line) => progress.log(line));
  await provideNodeImage(engine, { progress, signal, current: false });
  await provideCluster(engine, progress, signal);
  const kubectl = async (...args: string[]) =>
    (await engine.exec(`${NAME}-control-plane`, ['kubectl', ...args], { signal })).stdout;

  progress.start('Loading and deploying the sample application');
  const manifest = await readFile(MANIFEST, 'utf8');
  await withSampleImage((archive) => loadArchives({ engine, name: NAME, archives: [archive], signal }));
  await engine.exec(`${NAME}-control-plane`, ['kubectl', 'apply', '-f', '-'], { stdin: manifest, signal });
  await kubectl('rollout', 'status', 'deployment/hello', '--timeout=120s');
  progress.end(true);

  const { ports } = await engine.inspectContainer(`${NAME}-control-plane`, { signal });
  const published = ports.find(({ containerPort }) => containerPort === NODE_PORT);
  const url = `http://127.0.0.1:${published?.hostPort}/`;
  const fromPod = await askFromPod(engine, `${NAME}-control-plane`, 'http://hello.default.svc.cluster.local/', signal);
  const fromHost = await askFromHost(url, signal);
  process.stdout.write(
    [
      '',
      `In the cluster, http://hello.default.svc.cluster.local/ says:  ${fromPod}`,
      `On this machine, ${url} says:  ${fromHost}`,
      '',
      await kubectl('get', 'nodes', '-o', 'wide'),
      'What to try next:',
      `  curl ${url}`,
      `  ./bin/kind kubectl --name ${NAME} get pods --all-namespaces`,
      `  ./bin/kind kubectl --name ${NAME} scale deployment hello --replicas=5`,
      `  ./bin/kind create cluster --wait 2m        # another cluster, named "kind"`,
      `  ./bin/kind delete cluster --name ${NAME}`,
      '',
    ].join('\n'),
  );
});

/** The engine that is there, or podman from the distribution's packages: it needs no daemon. */
async function provideEngine(progress: Progress, signal: AbortSignal): Promise<Engine> {
  const detect = async () => {
    const engine = await detectEngine({ env: process.env, progress, signal });
    await engine.info({ signal });
    return engine;
  };
  try {
    return await detect();
  } catch (error) {
    if (!(error instanceof KindlingError) || error.code !== 'ENGINE_UNAVAILABLE') throw error;
    progress.log('No container engine runs here, so podman will do.');
    await installDebianPackages(PACKAGES.engine, (line) => progress.log(line));
    return await detect();
  }
}

async function provideCluster(engine: Engine, progress: Progress, signal: AbortSignal): Promise<void> {
  const nodes = await listNodes({ engine, name: NAME, signal });
  if (nodes.length > 0) {
    progress.log(`The cluster "${NAME}" is there already.`);
    await exportKubeconfig({ engine, name: NAME, signal });
    return;
  }
  const [hostPort] = await pickFreePorts(['127.0.0.1']);
  const mapping = { containerPort: NODE_PORT, hostPort: hostPort ?? 0, listenAddress: '127.0.0.1' };
  await createCluster({
    engine,
    name: NAME,
    progress,
    signal,
    wait: 300_000,
    config: {
      nodes: [{ role: 'control-plane', extraPortMappings: [mapping] }, { role: 'worker' }, { role: 'worker' }],
    },
  });
}
