import { readFileSync } from 'node:fs';
import { run } from '../../exec/run.js';
import { AUTHORITY_PATH } from '../../seed/joined-files.js';
import type { EtcdStart, NodeStart } from '../../seed/node-start.js';
import type { ApiServer } from './ask-api.js';
import { CLIENT_CERTIFICATE, rotateClientCertificate } from './rotation.js';
import { writeServingCertificate } from './serving-certificate.js';
import { startControllers, startControlPlane } from './start-control-plane.js';
import { waitForApi } from './wait-for-api.js';
import { waitForRegistration } from './wait-for-registration.js';
import { writeFiles } from './write-files.js';

/** Milliseconds between two questions to the API server, which every node asks. */
const PAUSE = 100;

/** Milliseconds that the right answer may take: longer than in the first control plane, whose failure tells more. */
const DEADLINE = 5 * 60_000;

/**
 * Makes a node a member of its cluster, without kubeadm: writes the files that it starts from, starts the kubelet, and
 * waits until that has taken over its Node object.
 *
 * @param stdin NodeStart as JSON
 * @param tell is told how far it has come
 */
export async function join(stdin: string, tell: (what: string) => void): Promise<void> {
  const start = JSON.parse(stdin) as NodeStart;
  await (start.etcd === undefined ? joinWorker(start, tell) : joinControlPlane(start, start.etcd, tell));
}

async function joinControlPlane(start: NodeStart, etcd: EtcdStart, tell: (what: string) => void): Promise<void> {
  const { node } = start;
  const files = new Map(Object.entries(start.files));
  const values = new Map(Object.entries(etcd.values));
  const controlPlane = { node, files, members: etcd.members, values };
  const api = await startControlPlane(controlPlane, DEADLINE, tell);
  await registered(api, node, tell);
  // Others have controllers that work: the node is there sooner without its own.
  startControllers(controlPlane);
}

/** The kubelet is started as soon as the API server answers: one that finds nobody asks again only after seconds. */
async function joinWorker({ node, endpoint, files }: NodeStart, tell: (what: string) => void): Promise<void> {
  writeFiles(Object.entries(files));
  rotateClientCertificate();
  writeServingCertificate(node);
  tell('files written');
  const api = apiServer(endpoint, files[AUTHORITY_PATH]?.text ?? '');
  await waitForApi(api, PAUSE, DEADLINE);
  tell('API server answers');
  await run(['systemctl', 'start', 'kubelet']);
  tell('kubelet started');
  await registered(api, node, tell);
}

async function registered(api: ApiServer, node: string, tell: (what: string) => void): Promise<void> {
  const client = readFileSync(CLIENT_CERTIFICATE, 'utf8');
  await waitForRegistration({ ...api, client }, node, PAUSE, DEADLINE);
  tell('node registered');
}

function apiServer(endpoint: string, ca: string): ApiServer {
  const colon = endpoint.lastIndexOf(':');
  return { host: endpoint.slice(0, colon), port: Number(endpoint.slice(colon + 1)), ca };
}
