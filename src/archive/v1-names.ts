import { createHash } from 'node:crypto';
import { chainIds } from './chain-ids.js';

/** What Docker says of every layer but the topmost one: nothing, in this form and order. */
const CONTAINER_CONFIG = {
  Hostname: '',
  Domainname: '',
  User: '',
  AttachStdin: false,
  AttachStdout: false,
  AttachStderr: false,
  Tty: false,
  OpenStdin: false,
  StdinOnce: false,
  Env: null,
  Cmd: null,
  Image: '',
  Volumes: null,
  WorkingDir: '',
  Entrypoint: null,
  OnBuild: null,
  Labels: null,
};

/**
 * What Docker before 25 calls the layers of an image in an archive: `<ID>/layer.tar`, by the IDs that images had in
 * version 1 of its format. Of the topmost layer it cannot be told: its ID depends on the image's configuration.
 *
 * @param diffIds digests of the uncompressed layers, lowest first
 * @returns digests by name
 * @see https://github.com/moby/moby/blob/v24.0.0/image/v1/imagev1.go
 */
export function v1Names(diffIds: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  let parent: string | undefined;
  for (const [index, chainId] of chainIds(diffIds.slice(0, -1)).entries()) {
    const document = {
      container_config: CONTAINER_CONFIG,
      created: '1970-01-01T00:00:00Z',
      layer_id: chainId,
      ...(parent !== undefined && { parent: `sha256:${parent}` }),
    };
    parent = createHash('sha256').update(JSON.stringify(document)).digest('hex');
    names.set(`${parent}/layer.tar`, diffIds[index] ?? '');
  }
  return names;
}
