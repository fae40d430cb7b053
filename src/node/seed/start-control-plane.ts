import { API_SERVER_PORT } from '../../config/names.js';
import { run } from '../../exec/run.js';
import { AUTHORITY_PATH } from '../../seed/joined-files.js';
import type { ApiServer } from './ask-api.js';
import { type ControlPlane, controllersOf, serversOf, writeControlPlane } from './control-plane.js';
import { holdKubelet } from './hold-kubelet.js';
import { waitForApi } from './wait-for-api.js';
import { waitForEtcd } from './wait-for-etcd.js';
import { writeFiles } from './write-files.js';

/** Milliseconds between two questions to a server. */
const PAUSE = 50;

/**
 * Writes the files that a control plane starts from, but for those of its controllers, and starts its kubelet.
 *
 * @param deadline milliseconds that etcd and the API server may take to start
 * @param tell is told how far it has come
 * @returns the node's API server, which answers
 */
export async function startControlPlane(
  controlPlane: ControlPlane,
  deadline: number,
  tell: (what: string) => void,
): Promise<ApiServer> {
  const { node, files, members } = controlPlane;
  writeControlPlane(controlPlane);
  const before = members[members.findIndex(({ name }) => name === node) - 1];
  if (before === undefined) writeFiles(serversOf(controlPlane));
  tell('files written');
  // `kubeadm init` stops it before: until now it could not run, for want of its configuration.
  await run(['systemctl', 'start', 'kubelet']);
  tell('kubelet started');
  if (before !== undefined) {
    await waitForEtcd(before, { pause: PAUSE, deadline });
    writeFiles(serversOf(controlPlane));
    tell('etcd may start');
  }
  const api = { host: '127.0.0.1', port: API_SERVER_PORT, ca: files.get(AUTHORITY_PATH)?.text ?? '' };
  await holdKubelet(waitForApi(api, PAUSE, deadline));
  tell('API server up');
  return api;
}

/** Lets the kubelet start a control plane's controllers. */
export function startControllers(controlPlane: ControlPlane): void {
  writeFiles(controllersOf(controlPlane));
}
