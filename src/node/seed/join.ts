import { readFileSync } from 'node:fs';
import { run } from '../../exec/run.js';
import { AUTHORITY_PATH } from '../../seed/worker-files.js';
import type { WorkerStart } from '../../seed/worker-start.js';
import type { ApiServer } from './ask-api.js';
import { CLIENT_CERTIFICATE, rotateClientCertificate } from './rotation.js';
import { waitForApi } from './wait-for-api.js';
import { waitForRegistration } from './wait-for-registration.js';
import { writeFiles } from './write-files.js';

/** Milliseconds between two questions to the API server, which every worker asks. */
const PAUSE = 100;

/** Milliseconds that the right answer may take: longer than in the control plane, whose failure tells more. */
const DEADLINE = 5 * 60_000;

/**
 * Makes a worker a member of its cluster, without kubeadm: writes the files that it starts from, and starts the kubelet
 * as soon as the API server answers. A kubelet that finds nobody asks again only after seconds.
 *
 * @param stdin WorkerStart as JSON
 * @param tell is told how far it has come
 */
export async function join(stdin: string, tell: (what: string) => void): Promise<void> {
  const { node, endpoint, files } = JSON.parse(stdin) as WorkerStart;
  writeFiles(Object.entries(files));
  rotateClientCertificate();
  tell('files written');
  const api = apiServer(endpoint, files[AUTHORITY_PATH]?.text ?? '');
  await waitForApi(api, PAUSE, DEADLINE);
  tell('API server answers');
  await run(['systemctl', 'start', 'kubelet']);
  tell('kubelet started');
  const client = readFileSync(CLIENT_CERTIFICATE, 'utf8');
  await waitForRegistration({ ...api, client }, node, PAUSE, DEADLINE);
  tell('node registered');
}

function apiServer(endpoint: string, ca: string): ApiServer {
  const colon = endpoint.lastIndexOf(':');
  return { host: endpoint.slice(0, colon), port: Number(endpoint.slice(colon + 1)), ca };
}
