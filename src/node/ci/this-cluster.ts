import { existsSync, readdirSync, renameSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { API_SERVER_PORT } from '../../config/names.js';
import { waitForApi } from '../seed/wait-for-api.js';
import { AdminApi } from './cluster/admin-api.js';
import type { Credentials } from './credentials.js';
import { FOLLOWERS } from './paths.js';
import type { StartingCluster } from './watch-start.js';

const RUNTIME_SOCKET = '/run/containerd/containerd.sock';
const MANIFESTS = '/etc/kubernetes/manifests';

/** Milliseconds between two questions to the API server, and for one try; there is another one after it. */
const [PAUSE, TRY] = [50, 10_000];

/** The cluster in this container, as it starts. */
export function thisCluster(credentials: Credentials): StartingCluster {
  const api = new AdminApi(credentials);
  const server = { host: '127.0.0.1', port: API_SERVER_PORT, ca: credentials.ca };
  return {
    runtime: () => accepts(RUNTIME_SOCKET),
    apiServer: () => waitForApi(server, PAUSE, TRY),
    startFollowers,
    objects: () => api.objects(),
  };
}

async function accepts(socket: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const connection = connect(socket);
    connection.once('error', reject);
    connection.once('connect', () => {
      connection.destroy();
      resolve();
    });
  });
}

/** Static pods appear whole: the kubelet watches the directory. Those that are there already stay. */
function startFollowers(): void {
  if (!existsSync(FOLLOWERS)) return;
  for (const name of readdirSync(FOLLOWERS)) renameSync(join(FOLLOWERS, name), join(MANIFESTS, name));
}
