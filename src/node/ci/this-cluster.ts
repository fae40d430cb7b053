import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { run } from '../../exec/run.js';
import { waitForApi } from '../seed/wait-for-api.js';
import { AdminApi } from './cluster/admin-api.js';
import type { Credentials } from './credentials.js';
import { ADDED_IMAGES, FOLLOWERS, IMAGES_ADDED } from './paths.js';
import type { StartingCluster } from './watch-start.js';

const RUNTIME_SOCKET = '/run/containerd/containerd.sock';
const MANIFESTS = '/etc/kubernetes/manifests';

/** Milliseconds for one try; there is another one after it. */
const TRY = 10_000;

/** The cluster in this container, as it starts. */
export function thisCluster(credentials: Credentials): StartingCluster {
  const api = new AdminApi(credentials);
  return {
    runtime: () => accepts(RUNTIME_SOCKET),
    addImages,
    apiServer: () => waitForApi(credentials.ca, TRY),
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

/** Layers are unpacked when a container needs them. */
async function addImages(): Promise<void> {
  if (!existsSync(ADDED_IMAGES) || existsSync(IMAGES_ADDED)) return;
  await run(['ctr', '--namespace=k8s.io', 'images', 'import', '--no-unpack', ADDED_IMAGES]);
  mkdirSync(dirname(IMAGES_ADDED), { recursive: true });
  writeFileSync(IMAGES_ADDED, '');
}

/** Static pods appear whole: the kubelet watches the directory. Those that are there already stay. */
function startFollowers(): void {
  if (!existsSync(FOLLOWERS)) return;
  for (const name of readdirSync(FOLLOWERS)) renameSync(join(FOLLOWERS, name), join(MANIFESTS, name));
}
