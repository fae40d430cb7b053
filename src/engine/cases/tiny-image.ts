import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { goArchitecture } from '../../go-architecture.js';

/** The programs of busybox that the cases use. */
const programs =
  'sh cat echo env grep head hostname httpd id kill ls mkdir mount nslookup ps sha256sum sleep tr true wc';

/** A small image as an archive. */
export interface TinyImage {
  /** Its ID, `sha256:…`. */
  id: string;
  /** Digests of its layers. */
  diffIds: string[];
  docker(tags: readonly string[]): Promise<Buffer>;
  oci(tag: string): Promise<Buffer>;
}

/**
 * An image of nothing but busybox.
 *
 * @param busybox the static program
 * @param note makes the image, and so its ID, different from others
 */
export async function tinyImage(busybox: Buffer, note: string): Promise<TinyImage> {
  const layer = await layerOf(busybox);
  const config = Buffer.from(
    JSON.stringify({
      architecture: goArchitecture,
      os: 'linux',
      config: { Env: ['PATH=/bin'], Cmd: ['sleep', '1000'], Labels: { note, odd: 'a,b=c' } },
      rootfs: { type: 'layers', diff_ids: [digest(layer)] },
      history: [{ created_by: 'kindling' }],
    }),
  );
  return {
    id: digest(config),
    diffIds: [digest(layer)],
    docker: async (tags) =>
      await archive([
        ['config.json', config],
        ['layer.tar', layer],
        ['manifest.json', JSON.stringify([{ Config: 'config.json', RepoTags: tags, Layers: ['layer.tar'] }])],
      ]),
    oci: async (tag) => await ociArchive(layer, config, tag),
  };
}

async function ociArchive(layer: Buffer, config: Buffer, tag: string): Promise<Buffer> {
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: descriptor('application/vnd.oci.image.config.v1+json', config),
      layers: [descriptor('application/vnd.oci.image.layer.v1.tar', layer)],
    }),
  );
  const annotations = { 'io.containerd.image.name': tag, 'org.opencontainers.image.ref.name': tag };
  const index = {
    schemaVersion: 2,
    manifests: [{ ...descriptor('application/vnd.oci.image.manifest.v1+json', manifest), annotations }],
  };
  return await archive([
    ...[layer, config, manifest].map((blob): [string, Buffer] => [`blobs/${digest(blob).replace(':', '/')}`, blob]),
    ['index.json', JSON.stringify(index)],
    ['oci-layout', '{"imageLayoutVersion":"1.0.0"}'],
  ]);
}

function descriptor(mediaType: string, content: Buffer) {
  return { mediaType, digest: digest(content), size: content.length };
}

async function layerOf(busybox: Buffer): Promise<Buffer> {
  const tar = pack();
  for (const name of ['bin', 'dev', 'etc', 'proc', 'run', 'sys', 'tmp', 'var']) tar.entry({ name, type: 'directory' });
  tar.entry({ name: 'bin/busybox', mode: 0o755 }, busybox);
  for (const name of programs.split(' ')) tar.entry({ name: `bin/${name}`, type: 'symlink', linkname: 'busybox' });
  tar.entry({ name: 'var/from-image' }, 'kept');
  tar.finalize();
  return await buffer(tar);
}

async function archive(files: readonly [name: string, content: Buffer | string][]): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of files) tar.entry({ name }, content);
  tar.finalize();
  return await buffer(tar);
}

function digest(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
