import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { messageOf } from '../../errors.js';
import { run } from '../../exec/run.js';
import { logToStderr } from '../log.js';
import { ApiCertificate } from './api-certificate.js';
import { ADMIN_KUBECONFIG, readCredentials } from './credentials.js';
import { Milestone } from './http/milestone.js';
import { RequestCounter } from './http/request-counter.js';
import { readinessServer } from './http/server.js';
import { readinessPages } from './pages.js';
import { READY_HOOK, START_FILE, type StartFile, WAIT_FOR_KIND } from './paths.js';
import { thisCluster } from './this-cluster.js';
import { StartWatcher } from './watch-start.js';

/** Where readiness is asked for (spec §10.1). */
const PORT = 10080;
const PKI = '/etc/kubernetes/pki';

/** Follows the start of the container's cluster, and tells whoever asks. */
async function main(): Promise<void> {
  const start = JSON.parse(readFileSync(START_FILE, 'utf8')) as StartFile;
  const startedAt = new Date(start.startedAt);
  const credentials = readCredentials();
  const milestones = { docker: new Milestone(), kubernetes: new Milestone() };
  const counter = new RequestCounter();
  const certificate = new ApiCertificate({ directory: PKI, log: logToStderr });
  const watcher = new StartWatcher({ cluster: thisCluster(credentials), startedAt, ...milestones, log: logToStderr });
  const status = () => watcher.status;
  const pages = readinessPages({
    ...milestones,
    startedAt,
    counter,
    staticIp: start.staticIp,
    kubernetesVersion: start.kubernetesVersion,
    credentials,
    waitForKind: readFileSync(WAIT_FOR_KIND, 'utf8'),
    status,
    admit: (name) => certificate.admit(name),
  });
  const server = readinessServer({ pages, status, counter, log: logToStderr });
  // IPv4 as well, unless there is no IPv6 at all.
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EAFNOSUPPORT' && error.code !== 'EADDRNOTAVAIL') fail(error);
    server.once('error', fail).listen(PORT, '0.0.0.0');
  });
  server.listen(PORT, '::');
  await watcher.run();
  await runHook(start.environment);
}

/** @param environment the container's */
async function runHook(environment: Readonly<Record<string, string>>): Promise<void> {
  if (!existsSync(READY_HOOK)) return;
  try {
    accessSync(READY_HOOK, constants.X_OK);
    const env = { ...environment, KUBECONFIG: ADMIN_KUBECONFIG };
    await run([READY_HOOK], { env, onOutput: (chunk) => process.stderr.write(chunk) });
    logToStderr('INFO', `${READY_HOOK} is done`);
  } catch (error) {
    logToStderr('ERROR', `${READY_HOOK}: ${messageOf(error)}`);
  }
}

function fail(error: unknown): never {
  logToStderr('ERROR', messageOf(error));
  process.exit(1);
}

process.once('SIGTERM', () => process.exit(0));
main().catch(fail);
