import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { InCluster } from '../kube/in-cluster.js';
import type { KubeObject } from '../kube/types.js';

/** An API server with collections of objects, which can be listed and watched. */
export class FakeApi {
  /** Paths asked for, in order. */
  readonly requests: string[] = [];
  /** How many connections were made. */
  connections = 0;
  token = 'token-1';
  private version = 1;
  /** Objects by collection and name. */
  private readonly collections = new Map<string, Map<string, KubeObject>>();
  private readonly history: { version: number; path: string; line: string }[] = [];
  private readonly watches = new Map<ServerResponse, string>();
  /** Versions before this one are gone. */
  private oldest = 0;
  private server: Server | undefined;
  private port = 0;

  private constructor(private readonly directory: string) {}

  /** Starts one; it's stopped when the test ends. */
  static async start(t: TestContext): Promise<FakeApi> {
    const directory = mkdtempSync(join(tmpdir(), 'kindling-api-'));
    const api = new FakeApi(directory);
    const certificate = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
    const names = ['-subj', '/CN=api', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const files = ['-keyout', join(directory, 'key'), '-out', join(directory, 'ca.crt')];
    execFileSync('openssl', ['req', ...certificate, ...names, ...files], { stdio: 'ignore' });
    api.writeToken('token-1');
    await api.listen();
    t.after(() => {
      api.stop();
      rmSync(directory, { recursive: true });
    });
    return api;
  }

  get endpoint() {
    return { host: '127.0.0.1', port: this.port };
  }

  /** A service account's directory. */
  get accountDirectory(): string {
    return this.directory;
  }

  get inCluster(): InCluster {
    return {
      service: this.endpoint,
      credentials: () => ({
        ca: readFileSync(join(this.directory, 'ca.crt'), 'utf8'),
        token: readFileSync(join(this.directory, 'token'), 'utf8'),
      }),
    };
  }

  writeToken(token: string): void {
    writeFileSync(join(this.directory, 'token'), token);
  }

  async listen(): Promise<void> {
    const [key, cert] = ['key', 'ca.crt'].map((file) => readFileSync(join(this.directory, file)));
    this.server = createServer({ key, cert }, (request, response) => this.answer(request, response));
    this.server.on('secureConnection', () => {
      this.connections++;
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** No more answers, and all connections cut. */
  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
    this.watches.clear();
  }

  /** Adds or changes a node. */
  put(name: string, internalIps: string[], podCIDRs: string[]): void {
    const addresses = internalIps.map((address) => ({ type: 'InternalIP', address }));
    this.apply(NODES, { metadata: { name }, spec: { podCIDRs }, status: { addresses } });
  }

  delete(name: string): void {
    this.remove(NODES, { metadata: { name } });
  }

  bookmark(): void {
    this.tell('BOOKMARK', NODES, { metadata: { name: '' } });
  }

  /** Adds or changes an object of any collection, like `/api/v1/pods`. */
  apply<T extends KubeObject>(path: string, object: T): void {
    const objects = this.objects(path);
    const type = objects.has(keyOf(object)) ? 'MODIFIED' : 'ADDED';
    objects.set(keyOf(object), this.tell(type, path, object));
  }

  remove(path: string, object: KubeObject): void {
    const objects = this.objects(path);
    const current = objects.get(keyOf(object));
    if (current) this.tell('DELETED', path, current);
    objects.delete(keyOf(object));
  }

  /** Forgets all history, as etcd does when it's compacted, and ends watches. */
  compact(): void {
    this.oldest = ++this.version;
    this.endWatches();
  }

  endWatches(): void {
    for (const watch of this.watches.keys()) watch.end();
    this.watches.clear();
  }

  /** Sends an error event to all watches, as the API server does when it can't go on. */
  sendError(code: number): void {
    for (const watch of this.watches.keys())
      watch.write(`${JSON.stringify({ type: 'ERROR', object: { code, message: 'x' } })}\n`);
  }

  private tell(type: string, path: string, object: KubeObject): KubeObject {
    this.version++;
    const current = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.version) } };
    const line = `${JSON.stringify({ type, object: current })}\n`;
    this.history.push({ version: this.version, path, line });
    for (const [watch, watched] of this.watches) {
      if (watched !== path) continue;
      // In two pieces: TCP keeps no lines.
      watch.write(line.slice(0, 10));
      watch.write(line.slice(10));
    }
    return current;
  }

  private objects(path: string): Map<string, KubeObject> {
    const objects = this.collections.get(path) ?? new Map<string, KubeObject>();
    this.collections.set(path, objects);
    return objects;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { url = '' } = request;
    this.requests.push(url);
    const { pathname: path, searchParams: query } = new URL(url, 'https://api');
    const since = Number(query.get('resourceVersion'));
    const fail = (code: number, message: string) => response.writeHead(code).end(message);
    if (request.headers.authorization !== `Bearer ${this.token}`) fail(401, 'Unauthorized');
    else if (!query.has('watch')) {
      const objects = [...this.objects(path).values()];
      const start = Number(query.get('continue'));
      const end = start + Number(query.get('limit') ?? objects.length);
      const more = end < objects.length ? { continue: String(end) } : {};
      const metadata = { resourceVersion: String(this.version), ...more };
      response.end(JSON.stringify({ kind: 'List', metadata, items: objects.slice(start, end) }));
    } else if (since < this.oldest) fail(410, 'too old resource version');
    else {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      for (const event of this.history) {
        if (event.version > since && event.path === path) response.write(event.line);
      }
      this.watches.set(response, path);
      request.once('close', () => this.watches.delete(response));
    }
  }
}

const NODES = '/api/v1/nodes';

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
