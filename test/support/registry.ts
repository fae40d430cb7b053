import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A registry on this machine's loopback, without TLS and users. */
export interface Registry {
  /** `127.0.0.1:<port>`, the first word of images' names. */
  host: string;
  /** Manifests by `<repository>:<tag>` and `<repository>@<digest>`. */
  manifests: ReadonlyMap<string, Buffer>;
  /** Blobs by digest. */
  blobs: ReadonlyMap<string, Buffer>;
  close(): Promise<void>;
}

/**
 * Starts a registry that images can be pushed to.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export async function startRegistry(): Promise<Registry> {
  const manifests = new Map<string, Buffer>();
  const blobs = new Map<string, Buffer>();
  const uploads = new Map<string, Buffer>();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
    const [, repository = '', kind, reference = ''] = /^\/v2\/(.+)\/(blobs|manifests)\/(.+?)\/?$/.exec(pathname) ?? [];
    const reply = (status: number, headers: Record<string, string | number> = {}, body?: Buffer) =>
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
    const content = await buffer(request);
    if (kind === 'blobs' && reference.startsWith('uploads')) {
      if (request.method === 'POST') {
        const id = randomUUID();
        uploads.set(id, Buffer.alloc(0));
        return void reply(202, { location: `/v2/${repository}/blobs/uploads/${id}` });
      }
      const id = reference.slice('uploads/'.length);
      const whole = Buffer.concat([uploads.get(id) ?? Buffer.alloc(0), content]);
      uploads.set(id, whole);
      if (request.method === 'PATCH') {
        const location = `/v2/${repository}/blobs/uploads/${id}`;
        return void reply(202, { location, range: `0-${whole.length - 1}` });
      }
      const digest = searchParams.get('digest') ?? '';
      if (digestOf(whole) !== digest) return void reply(400);
      blobs.set(digest, whole);
      return void reply(201, { location: `/v2/${repository}/blobs/${digest}`, 'docker-content-digest': digest });
    }
    if (kind === 'manifests' && request.method === 'PUT') {
      const digest = digestOf(content);
      manifests.set(`${repository}:${reference}`, content);
      manifests.set(`${repository}@${digest}`, content);
      return void reply(201, { location: pathname, 'docker-content-digest': digest });
    }
    if (kind === 'blobs') {
      const blob = blobs.get(reference);
      return void (blob ? reply(200, { 'content-length': blob.length }, blob) : reply(404));
    }
    if (kind === 'manifests') {
      const manifest = manifests.get(`${repository}${reference.includes(':') ? '@' : ':'}${reference}`);
      if (manifest === undefined) return void reply(404);
      const { mediaType } = JSON.parse(manifest.toString()) as { mediaType: string };
      const headers = { 'content-type': mediaType, 'docker-content-digest': digestOf(manifest) };
      return void reply(200, { ...headers, 'content-length': manifest.length }, manifest);
    }
    reply(pathname === '/v2/' ? 200 : 404, { 'docker-distribution-api-version': 'registry/2.0' });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    manifests,
    blobs,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
