import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { chainIds } from '../../archive/chain-ids.js';
import { digestOf } from '../../archive/contents.js';
import { configOf, type SampleImage, sampleLayer } from '../../archive/testing/sample-archives.js';
import type { ExecOptions, StoredImage } from '../../engine/engine.js';
import { CommandError } from '../../exec/run.js';
import { type FakeNode, FakeNodesEngine } from '../testing/fake-nodes.js';
import { giveImages } from './give-images.js';

const root = mkdtempSync(join(tmpdir(), 'kindling-give-'));
after(() => rmSync(root, { recursive: true }));

const PROXY = 'registry.k8s.io/kube-proxy:v1.36.3';
const SERVER = 'registry.k8s.io/kube-apiserver:v1.36.3';
const proxy: SampleImage = { names: [PROXY], layers: [sampleLayer(1), sampleLayer(2)] };
const server: SampleImage = { names: [SERVER], layers: [sampleLayer(1)] };
const chain = chainIds(proxy.layers.map(digestOf)) as [string, string];

/** Nodes with snapshots whose files lie below a node's directory of this machine, when it has one. */
class Nodes extends FakeNodesEngine {
  volume: string | undefined;
  /** What was copied into directories of nodes. */
  readonly copies: string[] = [];
  private count = 0;

  override async volumePath() {
    return this.volume;
  }

  override async exec(name: string, command: readonly string[], options: ExecOptions = {}) {
    const ok = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 });
    const [program, , , , verb, first = '', second = ''] = command;
    const node = this.nodes.get(name) as FakeNode;
    if (command[2] === 'snapshots' && verb !== 'list') {
      if (verb === 'commit') node.snapshots.add(first);
      if (verb === 'prepare') {
        const directory = `/lib/${++this.count}/fs`;
        if (this.volume) mkdirSync(join(this.volume, directory), { recursive: true });
        return ok(`mount -t bind /var${directory} / -o rw,rbind\n`);
      }
      const layer = chain.indexOf(command[7] ?? '');
      if (verb !== 'view') return ok('');
      if (!node.snapshots.has(command[7] ?? '')) throw new CommandError(command, 'not found');
      assert.ok(second.startsWith('kindling-'));
      return ok(
        layer === 0
          ? 'mount -t bind /link/1/fs / -o ro,rbind\n'
          : 'mount -t overlay overlay / -o index=off,lowerdir=/link/2/fs:/link/1/fs\n',
      );
    }
    if (program === 'readlink')
      return ok(
        command
          .slice(3)
          .map((path) => `${path.replace('/link', '/kind')}\n`)
          .join(''),
      );
    if (program === 'tar') {
      this.copies.push(`${name}:${command.at(-1)} ${await text(options.stdin as Readable)}`);
      return ok('');
    }
    return await super.exec(name, command, options);
  }

  execStream(name: string, command: readonly string[]): Readable {
    if (command[0] === 'tar') return Readable.from([`${name}:${command.at(-2)}`]);
    return Readable.from([this.nodes.get(name)?.blob(command.at(-1) ?? '') ?? '']);
  }

  /** Puts an image in a node, in an index for two platforms. @param blobs its layers are in the content store, too */
  put(name: string, image: SampleImage, blobs: boolean): void {
    const node = this.nodes.get(name) as FakeNode;
    const store = (content: Buffer | object) => {
      const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
      node.blobs.set(digestOf(bytes), bytes);
      return { digest: digestOf(bytes), size: bytes.length };
    };
    const layers = image.layers.map((layer) => ({ digest: digestOf(layer), size: layer.length }));
    if (blobs) image.layers.forEach(store);
    else for (const chainId of chainIds(image.layers.map(digestOf))) node.snapshots.add(chainId);
    const manifest = store({ schemaVersion: 2, config: store(configOf(image)), layers });
    const manifests = [
      { digest: `sha256:${'0'.repeat(64)}`, platform: { os: 'linux', architecture: 'arm64' } },
      { ...manifest, platform: { os: 'linux', architecture: 'amd64' } },
    ];
    for (const name of image.names) node.targets.set(name, store({ manifests }).digest);
  }

  async give(...controlPlanes: string[]): Promise<string[]> {
    const lines: string[] = [];
    const progress = { log: (line: string) => void lines.push(line), start() {}, end() {}, warn() {}, error() {} };
    const takers = [...this.nodes.keys()].slice(1);
    await giveImages(
      this.engine,
      { node: 'first', image: 'node:new' },
      takers.map((node) => ({ node, controlPlane: controlPlanes.includes(node) })),
      { progress },
    );
    return lines;
  }

  namesIn(node: string): string[] {
    return [...(this.nodes.get(node)?.images.values() ?? [])].flat().sort();
  }
}

test('nodes are given what they lack, pinned: workers nothing of static pods', async () => {
  const world = new Nodes('first', 'second', 'worker', 'same');
  for (const image of [proxy, server]) world.put('first', image, true);
  world.put('same', proxy, true);
  const lines = await world.give('second');
  assert.deepEqual(world.namesIn('second'), [SERVER, PROXY]);
  assert.deepEqual(world.namesIn('worker'), [PROXY]);
  assert.equal(world.nodes.get('same')?.imports.length, 0);
  assert.ok(lines.includes(`Node "worker" is given images of node "first": ${PROXY}`));
  const imports = world.commands.filter((command) => command.includes('images import'));
  assert.equal(imports.length, 2);
  for (const command of imports) assert.match(command, / --label=io\.cri-containerd\.pinned=pinned /);
});

test('layers that are unpacked only are copied from node to node', async () => {
  const world = new Nodes('first', 'a', 'b');
  world.put('first', proxy, false);
  await world.give();
  assert.deepEqual(world.copies.map((copy) => copy.replace(/lib\/\d+/, 'lib/N')).sort(), [
    'a:/var/lib/N/fs first:/kind/1/fs',
    'a:/var/lib/N/fs first:/kind/2/fs',
    'b:/var/lib/N/fs first:/kind/1/fs',
    'b:/var/lib/N/fs first:/kind/2/fs',
  ]);
  for (const node of ['a', 'b']) assert.deepEqual(world.namesIn(node), [PROXY]);
});

test('they are linked where the image of the node lies on this machine', async () => {
  const world = new Nodes('first', 'a');
  world.put('first', proxy, false);
  const volume = join(root, 'volume');
  world.volume = volume;
  const files = join(root, 'image');
  for (const layer of [1, 2]) {
    mkdirSync(join(files, `kind/${layer}/fs`), { recursive: true });
    writeFileSync(join(files, `kind/${layer}/fs/file`), String(layer));
  }
  const layers = [{ diffId: '', files, size: 0, read: () => assert.fail('the image is not read') }];
  world.stored.set('node:new', { name: 'node:new', config: Buffer.alloc(0), layers } satisfies StoredImage);
  await world.give();
  assert.deepEqual(world.copies, []);
  for (const layer of [1, 2]) {
    const theirs = statSync(join(files, `kind/${layer}/fs/file`));
    const ours = statSync(join(volume, `lib/${layer}/fs/file`));
    assert.equal(ours.ino, theirs.ino);
  }
  assert.deepEqual(world.namesIn('a'), [PROXY]);
});

test('an image of which layers are nowhere is an error', async () => {
  const world = new Nodes('first', 'a');
  world.put('first', proxy, false);
  world.nodes.get('first')?.snapshots.clear();
  await assert.rejects(world.give(), { code: 'COMMAND_FAILED' });
  assert.deepEqual(world.namesIn('a'), []);
});
