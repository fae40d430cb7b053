/** Nodes that are given images, with the containerd of nodes on either side. Takes a few seconds. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { writeImageArchive } from '../../src/build/archive/image-archive.js';
import { hostArch } from '../../src/build/base/base-parts.js';
import { materialize } from '../../src/build/cache.js';
import { containerdPart } from '../../src/build/parts/containerd.js';
import { type ContainerdPrograms, type RunningContainerd, withContainerd } from '../../src/build/store/containerd.js';
import { normalizeIndex } from '../../src/build/store/normalize.js';
import { streamCommand } from '../../src/engine/cli/stream.js';
import type { Engine, ExecOptions } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';
import { giveImages } from '../../src/images/give/give-images.js';
import { readImageRecords } from '../../src/images/give/image-records.js';

const PROXY = 'registry.k8s.io/kube-proxy:v1.36.3';
const SERVER = 'registry.k8s.io/kube-apiserver:v1.36.3';
const ROOT = '/var/lib/containerd';

let work: string;
let programs: ContainerdPrograms;

before(async () => {
  work = await mkdtemp(join(tmpdir(), 'kindling-give-images-'));
  const { dir } = await materialize(await containerdPart({ arch: hostArch }));
  programs = { containerd: join(dir, 'bin', 'containerd'), ctr: join(dir, 'bin', 'ctr') };
  for (const layer of ['one', 'two']) {
    await mkdir(join(work, layer, 'bin'), { recursive: true });
    await writeFile(join(work, layer, 'bin', layer), Buffer.alloc(3_000_000, layer), { mode: 0o755 });
    await symlink(layer, join(work, layer, 'bin', `link-${layer}`));
  }
  const image = (name: string, ...layers: string[]) => ({
    names: [name],
    architecture: hostArch,
    run: { Cmd: ['/bin/one'] },
    layers: layers.map((layer) => join(work, layer)),
  });
  const specs = [image(PROXY, 'one', 'two'), image(SERVER, 'one'), image('docker.io/library/mine:1', 'two')];
  await writeImageArchive(join(work, 'images.tar'), specs);
});
after(() => rm(work, { recursive: true, force: true }));

/** A node: its containerd, with a root of its own that it takes for /var/lib/containerd. */
interface Node {
  directory: string;
  containerd: RunningContainerd;
  ctr: readonly string[];
}

async function withNode<T>(name: string, use: (node: Node) => Promise<T>): Promise<T> {
  const directory = join(work, name);
  await mkdir(join(directory, 'volume/lib'), { recursive: true });
  await symlink('../../root', join(directory, 'volume/lib/containerd')).catch(() => undefined);
  return await withContainerd(directory, programs, async (containerd) => {
    const configuration = await readFile(join(directory, 'config.toml'), 'utf8');
    const socket = /address = "(.+\.sock)"/.exec(configuration)?.[1] ?? '';
    return await use({ directory, containerd, ctr: [programs.ctr, '--address', socket] });
  });
}

/** An engine of such nodes. @param here their volumes are on this machine */
function engineOf(nodes: Record<string, Node>, here: boolean): Engine {
  const local = (name: string, command: readonly string[]) => {
    const { directory, ctr } = nodes[name] as Node;
    const mapped = command.map((word) => word.replaceAll(ROOT, join(directory, 'root')));
    return command[0] === 'ctr' ? [...ctr, ...mapped.slice(1)] : mapped;
  };
  return {
    name: 'podman',
    async exec(name: string, command: readonly string[], { stdin }: ExecOptions = {}) {
      const dump = 'version = 3\n[plugins."io.containerd.cri.v1.images"]\nsnapshotter = "overlayfs"\n';
      if (command[0] === 'containerd') return { stdout: dump, stderr: '', exitCode: 0 };
      const result = await run(local(name, command), stdin === undefined ? {} : { stdin });
      return { ...result, stdout: result.stdout.replaceAll(join(nodes[name]?.directory ?? '', 'root'), ROOT) };
    },
    execStream: (name: string, command: readonly string[]) => streamCommand(local(name, command)),
    volumePath: async (name: string) => (here ? join(nodes[name]?.directory ?? '', 'volume') : undefined),
    storedImage: async () => undefined,
  } as unknown as Engine;
}

/** Gives a new node, a worker, what another one has, and looks at what it has then. */
async function give(name: string, giver: Node, here: boolean): Promise<{ linked: boolean }> {
  return await withNode(name, async (worker) => {
    const engine = engineOf({ giver, worker }, here);
    await giveImages(engine, { node: 'giver', image: 'any' }, [{ node: 'worker', controlPlane: false }], {});
    const [offered, given] = await Promise.all(['giver', 'worker'].map((node) => readImageRecords(engine, node, {})));
    const wanted = offered?.find((record) => record.name === PROXY);
    assert.deepEqual(given, [{ ...wanted, pinned: true }]);
    // Containers can be made from it at once: nothing is fetched for them.
    assert.match(await worker.containerd.ctr(['images', 'check', `name==${PROXY}`]), / true *$/m);
    const snapshots = join(worker.directory, 'root', 'io.containerd.snapshotter.v1.overlayfs', 'snapshots');
    const { stdout } = await run(['find', snapshots, '-path', '*/fs/bin/*', '-printf', '%f %m %s %l %n\\n']);
    const files = stdout.trim().split('\n').sort();
    const linked = files.includes('one 755 3000000  2');
    assert.deepEqual(
      files.map((file) => file.replace(/ \d+$/, '')),
      ['link-one 777 3 one', 'link-two 777 3 two', 'one 755 3000000 ', 'two 755 3000000 '],
    );
    return { linked };
  });
}

test('images whose layers are in the content store are sent', async () => {
  await withNode('with-blobs', async (giver) => {
    await giver.containerd.ctr(['images', 'import', '--no-unpack', join(work, 'images.tar')]);
    assert.deepEqual(await give('of-blobs', giver, true), { linked: false });
  });
});

test('layers that are unpacked only, as in our node images, are linked or copied', async () => {
  const root = join(work, 'unpacked', 'root');
  await withNode('unpacked', async (giver) => {
    await giver.containerd.ctr(['images', 'import', '--local', '--snapshotter=overlayfs', join(work, 'images.tar')]);
  });
  await normalizeIndex(
    join(root, 'io.containerd.metadata.v1.bolt/meta.db'),
    join(root, 'io.containerd.content.v1.content/blobs/sha256'),
  );
  await withNode('unpacked', async (giver) => {
    assert.deepEqual(await give('linked', giver, true), { linked: true });
    assert.deepEqual(await give('copied', giver, false), { linked: false });
  });
});
