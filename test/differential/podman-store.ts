import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A store of podman's that has nothing in it: no clusters of whoever runs the tests are seen there, and none can be
 * harmed.
 */
export interface PodmanStore {
  /** The environment variables that lead podman there. */
  variables: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

export async function emptyPodmanStore(): Promise<PodmanStore> {
  const directory = await mkdtemp(join(tmpdir(), 'kindling-podman-store-'));
  const configuration = join(directory, 'storage.conf');
  // vfs needs no mounts: what is left in the end are files.
  const settings = { driver: 'vfs', graphroot: join(directory, 'graph'), runroot: join(directory, 'run') };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
  await writeFile(configuration, `[storage]\n${lines.join('')}`);
  return {
    variables: { CONTAINERS_STORAGE_CONF: configuration },
    dispose: () => rm(directory, { recursive: true, force: true }),
  };
}
