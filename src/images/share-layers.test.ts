import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chainIds } from '../archive/chain-ids.js';
import type { Engine, StoredImage } from '../engine/engine.js';
import { CommandError } from '../exec/run.js';
import type { NodeContent } from './node-content.js';
import { withSharedLayers } from './share-layers.js';

const root = mkdtempSync(join(tmpdir(), 'kindling-share-'));
after(() => rmSync(root, { recursive: true }));

const [ONE, TWO, THREE] = ['1', '2', '3'].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string, string];
const chain = chainIds([ONE, TWO, THREE]) as [string, string, string];

/** A layer's directory in an engine's storage. */
function layer(diffId: string) {
  const files = join(root, diffId.slice(7, 11));
  mkdirSync(join(files, 'etc'), { recursive: true });
  writeFileSync(join(files, 'etc/name'), diffId);
  if (!existsSync(join(files, 'link'))) symlinkSync('etc/name', join(files, 'link'));
  return { diffId, files, size: 1, read: () => assert.fail('layers are not read') };
}

const image: StoredImage = { name: 'app', config: Buffer.from('{}'), layers: [ONE, TWO, THREE].map(layer) };

let count = 0;
/** An engine with one node, whose snapshots lie in a directory of this machine. */
class Snapshots {
  readonly volume = join(root, `volume${++count}`);
  readonly committed = new Map<string, { parent: string | undefined; directory: string; held: boolean }>();
  readonly active = new Map<string, { parent: string | undefined; directory: string }>();
  where = '/var';
  name = 'podman';

  get engine(): Engine {
    return this as unknown as Engine;
  }

  async volumePath(): Promise<string | undefined> {
    return this.volume;
  }

  async exec(_node: string, command: readonly string[]) {
    const [, , , , verb, ...args] = command;
    return { stdout: this.answer(verb ?? '', args), stderr: '', exitCode: 0 };
  }

  private answer(verb: string, args: string[]): string {
    const [first = '', second = '', third] = args;
    if (verb === 'prepare') {
      if (third !== undefined && !this.committed.has(third)) throw new CommandError(args, 'no parent');
      const path = `/lib/snapshots/${this.active.size + this.committed.size}/fs`;
      mkdirSync(join(this.volume, path), { recursive: true });
      this.active.set(second, { parent: third, directory: join(this.volume, path) });
      const mount = `${this.where}${path}`;
      if (third === undefined) return `mount -t bind ${mount} / -o rw,rbind\n`;
      return `mount -t overlay overlay / -o workdir=/x,upperdir=${mount},lowerdir=/y\n`;
    }
    const snapshot = this.active.get(second);
    if (verb === 'commit' && snapshot) this.committed.set(first, { ...snapshot, held: true });
    if (verb === 'commit' || verb === 'rm') this.active.delete(verb === 'rm' ? first : second);
    if (verb === 'label') Object.assign(this.committed.get(first) ?? {}, { held: second !== 'containerd.io/gc.root=' });
    return '';
  }
}

const content = (more: Partial<NodeContent> = {}): NodeContent => ({
  node: 'a',
  snapshotter: 'overlayfs',
  blobs: new Set(),
  snapshots: new Set(),
  ...more,
});

/** What nodes have while images are imported. */
async function share(world: Snapshots, more: Partial<NodeContent> = {}): Promise<string[]> {
  return await withSharedLayers(
    world.engine,
    [content(more)],
    { images: [image], owner: 'podman' },
    {},
    async ([node]) => {
      for (const { held } of world.committed.values()) assert.equal(held, true);
      return [...(node?.snapshots ?? [])];
    },
  );
}

test('layers are shared by hard links, and left to containerd in the end', async () => {
  const world = new Snapshots();
  assert.deepEqual(await share(world), chain);
  assert.deepEqual(
    [...world.committed].map(([key, { parent, held }]) => [key, parent, held]),
    [
      [chain[0], undefined, false],
      [chain[1], chain[0], false],
      [chain[2], chain[1], false],
    ],
  );
  for (const [index, { directory }] of [...world.committed.values()].entries()) {
    const [theirs, ours] = [image.layers[index]?.files ?? '', directory].map((path) =>
      statSync(join(path, 'etc/name')),
    );
    assert.deepEqual([theirs?.ino, theirs?.dev], [ours?.ino, ours?.dev]);
    assert.ok(existsSync(join(directory, 'link')));
  }
});

test('what a node has is left alone', async () => {
  const world = new Snapshots();
  world.committed.set(chain[0], { parent: undefined, directory: '', held: true });
  assert.deepEqual(await share(world, { snapshots: new Set([chain[0]]) }), chain);
  assert.deepEqual([...world.committed.keys()], chain);
});

test('where layers cannot be shared, nothing happens', async () => {
  const [odd, elsewhere, other, missing] = [new Snapshots(), new Snapshots(), new Snapshots(), new Snapshots()];
  odd.where = '/data';
  elsewhere.volumePath = async () => undefined;
  missing.volumePath = async () => join(root, 'none');
  for (const world of [odd, elsewhere, missing]) assert.deepEqual(await share(world), []);
  assert.deepEqual(await share(other, { snapshotter: 'native' }), []);
  for (const world of [odd, elsewhere, other, missing])
    assert.deepEqual([world.committed.size, world.active.size], [0, 0]);
});

test('snapshots are left to containerd also when the import fails', async () => {
  const world = new Snapshots();
  const failing = withSharedLayers(world.engine, [content()], { images: [image], owner: 'podman' }, {}, async () => {
    throw new Error('import failed');
  });
  await assert.rejects(failing, /import failed/);
  assert.deepEqual(
    [...world.committed.values()].map(({ held }) => held),
    [false, false, false],
  );
});
