import { createHash } from 'node:crypto';
import { type PassThrough, pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { chainIds } from '../../archive/chain-ids.js';
import type { Engine, ExecOptions, ImageDetails, StoredImage } from '../../engine/engine.js';
import { CommandError } from '../../exec/run.js';

/** A node's containerd, as far as imports need it. */
export class FakeNode {
  readonly blobs = new Map<string, Buffer>();
  readonly snapshots = new Set<string>();
  /** Names by ID. */
  readonly images = new Map<string, string[]>();
  /** Digests of manifests, or of indexes of them, by name. */
  readonly targets = new Map<string, string>();
  /** IDs of images that are pinned, and of those that containers are of. */
  readonly pinned = new Set<string>();
  readonly used = new Set<string>();
  /** Every import so far: its files with their sizes. */
  readonly imports: Record<string, number>[] = [];
  /** What imports fail with. */
  failure: string | undefined;
  /** Milliseconds that it takes for each file. */
  delay = 0;

  /** Bytes of files in the last import. */
  get received(): number {
    return Object.values(this.imports.at(-1) ?? {}).reduce((sum, size) => sum + size, 0);
  }

  /** @throws what ctr would print */
  async import(archive: Readable): Promise<void> {
    const files: Record<string, number> = {};
    this.imports.push(files);
    if (this.failure !== undefined) throw new Error(this.failure);
    const named = new Map<string, Buffer>();
    for await (const entry of pipeline(archive, extract(), () => undefined)) {
      const content = await buffer(entry);
      if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
      files[entry.header.name] = content.length;
      named.set(entry.header.name, content);
      this.blobs.set(digest(content), content);
    }
    if (!named.has('oci-layout')) throw new Error('unrecognized image format');
    for (const { digest: manifest, annotations } of parse(named.get('index.json')).manifests) {
      const id = this.unpack(parse(this.blob(manifest)));
      const name = annotations?.['io.containerd.image.name'];
      this.images.set(id, [...new Set([...(this.images.get(id) ?? []), ...(name ? [name] : [])])]);
      this.targets.set(name, manifest);
    }
  }

  private unpack(manifest: { config: { digest: string }; layers: { digest: string; size: number }[] }): string {
    const chain = chainIds(parse(this.blob(manifest.config.digest)).rootfs.diff_ids ?? []);
    for (const [index, layer] of manifest.layers.entries()) {
      const chainId = chain[index] ?? '';
      if (!this.snapshots.has(chainId) && this.blob(layer.digest).length !== layer.size) throw new Error('odd size');
      this.snapshots.add(chainId);
    }
    return manifest.config.digest;
  }

  blob(name: string): Buffer {
    const content = this.blobs.get(name);
    if (content === undefined) throw new Error(`content digest ${name}: not found`);
    return content;
  }
}

/** An engine with nodes and images. */
export class FakeNodesEngine {
  readonly nodes = new Map<string, FakeNode>();
  readonly images = new Map<string, ImageDetails>();
  /** What saving writes, and how often it did. */
  saved: (names: readonly string[]) => Buffer | Promise<Buffer> = () => Buffer.alloc(0);
  saves = 0;
  readonly commands: string[] = [];
  /** What the API server knows; undefined: it does not answer. */
  workloads: object[] | undefined = [];

  constructor(...names: string[]) {
    for (const name of names) this.nodes.set(name, new FakeNode());
  }

  /** What the library takes. */
  get engine(): Engine {
    return this as unknown as Engine;
  }

  readonly name = 'podman';

  async listContainers() {
    const state = 'running';
    return [...this.nodes.keys()].map((name, index) => ({
      name,
      state,
      labels: { 'io.x-k8s.kind.cluster': 'kind', 'io.x-k8s.kind.role': index === 0 ? 'control-plane' : 'worker' },
    }));
  }

  async imageDetails(name: string) {
    return this.images.get(name);
  }

  /** What lies in the engine's storage, by name. */
  readonly stored = new Map<string, StoredImage>();

  async storedImage(name: string) {
    return this.stored.get(name);
  }

  async volumePath(): Promise<string | undefined> {
    return undefined;
  }

  async saveImages(names: readonly string[], out: PassThrough) {
    this.saves += 1;
    const archive = await this.saved(names);
    for (let at = 0; at < archive.length; at += 10_000) out.write(archive.subarray(at, at + 10_000));
    out.end();
  }

  async exec(name: string, command: readonly string[], options: ExecOptions = {}) {
    const node = this.nodes.get(name);
    const line = command.join(' ');
    this.commands.push(`${name}: ${line}`);
    if (!node) throw new Error(`no node ${name}`);
    const stdout = await answer(node, line, options, this.workloads).catch((error: Error) => {
      throw new CommandError(command, 'exit status 1', { exitCode: 1, output: error.message });
    });
    return { stdout, stderr: '', exitCode: 0 };
  }
}

async function answer(
  node: FakeNode,
  line: string,
  { stdin }: ExecOptions,
  workloads: object[] | undefined,
): Promise<string> {
  if (line === 'uname -m') return 'x86_64\n';
  if (line === 'containerd config dump')
    return 'version = 3\n[plugins."io.containerd.cri.v1.images"]\nsnapshotter = "overlayfs"\n';
  if (line === 'crictl images --output=json')
    return JSON.stringify({
      images: [...node.images].map(([id, names]) => ({
        id,
        repoTags: names.filter((name) => !name.includes('@')),
        repoDigests: names.filter((name) => name.includes('@')).map((name) => `docker.io/library/${name}`),
        size: '1000',
        pinned: node.pinned.has(id),
      })),
    });
  if (line === 'crictl ps --all --output=json') return JSON.stringify({ containers: containersOf(node) });
  if (/^kubectl .* get pods,/.test(line)) {
    if (workloads === undefined) throw new Error('connection refused');
    return JSON.stringify({ items: workloads });
  }
  const removed = /^(?:crictl rmi|ctr --namespace=k8s.io images rm --sync) (.+)$/.exec(line)?.[1]?.split(' ');
  if (removed) return removeImages(node, removed);
  if (line === 'ctr --namespace=k8s.io content ls --quiet')
    return [...node.blobs.keys()].map((key) => `${key}\n`).join('');
  if (line === 'ctr --namespace=k8s.io snapshots --snapshotter=overlayfs list')
    return ['KEY PARENT KIND ', ...[...node.snapshots].map((key) => `${key}   Committed `), 'x y Active ', ''].join(
      '\n',
    );
  if (line === 'ctr --namespace=k8s.io images ls')
    return ['REF TYPE DIGEST SIZE PLATFORMS LABELS ', ...[...node.targets].map(imageRow), ''].join('\n');
  const digest = /^ctr --namespace=k8s.io content get (\S+)$/.exec(line)?.[1];
  if (digest) return node.blob(digest).toString();
  const tag = /^ctr --namespace=k8s.io images tag --force (\S+) (\S+)$/.exec(line);
  if (tag?.[1] && tag[2]) {
    if (node.failure) throw new Error(node.failure);
    node.images.get(tag[1])?.push(tag[2]);
    return '';
  }
  if (
    !/^ctr --namespace=k8s.io images import --all-platforms (--digests |--label=\S+ )?--snapshotter=overlayfs -$/.test(
      line,
    )
  )
    throw new Error(`unexpected command: ${line}`);
  if (!(stdin instanceof Readable)) throw new Error('no input');
  await node.import(stdin);
  return '';
}

function imageRow([name, target]: [string, string]): string {
  return `${name}  application/vnd.oci.image.manifest.v1+json ${target} 60.1 MiB linux/amd64 io.cri-containerd.image=managed `;
}

function containersOf({ used }: FakeNode): object[] {
  const labels = { 'io.kubernetes.pod.namespace': 'default', 'io.kubernetes.pod.name': 'web' };
  return [...used].map((imageRef) => ({ imageRef, image: { image: imageRef }, labels }));
}

/** @param references an ID, or names that are removed from their image */
function removeImages({ images }: FakeNode, references: readonly string[]): string {
  for (const [id, names] of [...images]) {
    // What the runtime cannot remove by its ID.
    const stays = (name: string) => (references.includes(id) ? name.startsWith('import-') : !references.includes(name));
    const left = names.filter(stays);
    if (left.length === 0 && (names.length > 0 || references.includes(id))) images.delete(id);
    else images.set(id, left);
  }
  return '';
}

function digest(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

// biome-ignore lint/suspicious/noExplicitAny: documents that the tests made themselves
function parse(content: Buffer | undefined): any {
  if (content === undefined) throw new Error('not found');
  return JSON.parse(content.toString());
}
