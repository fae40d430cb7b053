/**
 * Images that are built into files and registries, and run from there. What they are made of comes from the cache, where
 * the node image's build has put it: about a minute.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { SAMPLE_IMAGE, withSampleImage } from '../../scripts/quickstart/sample-image.js';
import { bucketAt } from '../../src/bolt/bucket.js';
import { readBolt } from '../../src/bolt/read.js';
import { hostArch } from '../../src/build/base/base-parts.js';
import { openImageArchive } from '../../src/build/content/archive-content.js';
import { readImageFiles } from '../../src/build/content/read-files.js';
import { INDEX_PATH } from '../../src/build/preload/image-blobs.js';
import { podmanEnvironment } from '../../src/engine/podman/environment.js';
import { run } from '../../src/exec/run.js';
import { User } from '../support/kind.js';
import { type Registry, startRegistry } from '../support/registry.js';

let dir: string;
let registry: Registry;
const users: Record<'docker' | 'podman', User> = {} as never;
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kindling-images-'));
  registry = await startRegistry();
  users.docker = await User.create('docker');
  users.podman = await User.create('podman');
});
after(async () => {
  await registry.close();
  await Promise.all(Object.values(users).map((user) => user.dispose()));
  await rm(dir, { recursive: true });
});

/** Runs an engine's own command. */
async function cli(engine: 'docker' | 'podman', ...args: string[]): Promise<string> {
  const env = { ...process.env, ...(engine === 'podman' && podmanEnvironment(process.env)) };
  return (await run([engine, ...args], { env })).stdout;
}

/** Runs a program in a container that has no network. */
async function inContainer(
  engine: 'docker' | 'podman',
  image: string,
  [program = '', ...args]: string[],
): Promise<string> {
  return await cli(engine, 'run', '--rm', '--network=none', '--entrypoint', program, image, ...args);
}

/** An image, a program in it, and what that prints. */
const IMAGES: [command: string, image: string, program: string[], printed: RegExp][] = [
  ['kindnetd-image', 'localhost/e2e/kindnetd:1', ['/usr/sbin/nft', '--version'], /^nftables v/],
  ['haproxy-image', 'localhost/e2e/haproxy:1', ['/usr/sbin/haproxy', '-v'], /^HAProxy version 2\.6/],
];

for (const engine of ['docker', 'podman'] as const) {
  test(`images that are written to files run in ${engine}`, async () => {
    const format = engine === 'docker' ? 'docker-archive' : 'oci-archive';
    for (const [command, image, program, printed] of IMAGES) {
      const file = join(dir, `${command}.${engine}.tar`);
      // Without an engine: there is no such one.
      const env = { ...users[engine].env, KIND_EXPERIMENTAL_PROVIDER: 'none' };
      const line = ['build', command, '--image', image, '--output', `type=${format},dest=${file},compression=gzip`];
      await run([users[engine].program, ...line], { env });
      await cli(engine, 'load', '-i', file);
      try {
        assert.match(await inContainer(engine, image, program), printed);
      } finally {
        await cli(engine, 'rmi', image);
      }
    }
  });

  test(`an image is pushed by ${engine}`, async () => {
    const image = `${registry.host}/e2e/${engine}/net:1`;
    await users[engine].mustKind(['build', 'kindnetd-image', '--image', image, '--push']);
    try {
      const manifest = JSON.parse(registry.manifests.get(`e2e/${engine}/net:1`)?.toString() ?? '') as {
        config: { digest: string };
        layers: { digest: string }[];
      };
      const config = JSON.parse(registry.blobs.get(manifest.config.digest)?.toString() ?? '');
      assert.deepEqual(config.config.Entrypoint, ['/usr/local/bin/kindnetd']);
      assert.equal(manifest.layers.length, 2);
      for (const { digest } of manifest.layers) assert.ok((registry.blobs.get(digest)?.length ?? 0) > 1000, digest);
    } finally {
      await cli(engine, 'rmi', image);
    }
  });
}

test("the storage's images go to one archive, and the helper can do its work", async () => {
  const file = join(dir, 'storage.tar');
  const names = ['localhost/e2e/provisioner:1', 'localhost/e2e/helper:1'];
  const flags = ['--image', names[0] as string, '--helper-image', names[1] as string];
  await users.podman.mustKind(['build', 'storage-image', ...flags, '--output', `docker-archive:${file}`]);
  await cli('podman', 'load', '-i', file);
  try {
    const script = 'set -eu; mkdir -m 0777 -p /tmp/a/b; touch /tmp/a/b/c; rm -rf /tmp/a; test ! -e /tmp/a; echo done';
    assert.equal(await inContainer('podman', names[1] as string, ['/bin/sh', '-c', script]), 'done\n');
    const provisioner = ['/usr/local/bin/local-path-provisioner', '--version'];
    assert.match(await inContainer('podman', names[0] as string, provisioner), /version v\d/);
  } finally {
    await cli('podman', 'rmi', ...names);
  }
});

test('an image is put on a base', async () => {
  await withSampleImage(async (archive) => {
    const file = join(dir, 'on-base.tar');
    const image = 'localhost/e2e/on-base:1';
    await users.podman.mustKind([
      'build',
      'haproxy-image',
      '--image',
      image,
      '--base-image',
      archive,
      '--output',
      `oci-archive:${file}`,
    ]);
    await cli('podman', 'load', '-i', file);
    try {
      assert.match(await inContainer('podman', image, ['/usr/sbin/haproxy', '-v']), /^HAProxy version 2\.6/);
      const [document] = JSON.parse(await cli('podman', 'image', 'inspect', image));
      assert.equal(document.RootFS.Layers.length, 2);
      // What the image does not say of how it is run, the base says.
      assert.deepEqual(document.Config.Cmd, ['/bin/sh', '/bin/serve']);
    } finally {
      await cli('podman', 'rmi', image);
    }
  });
});

test('images are preloaded into a node image as they are, in a layer above the plain one', async () => {
  await withSampleImage(async (archive) => {
    const layout = join(dir, 'node');
    await users.podman.mustKind(['build', 'node-image', '--preload', archive, '--output', `dir:${layout}`]);
    const blob = async (digest: string) => await readFile(join(layout, 'blobs', digest.replace(':', '/')));
    const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'));
    const manifest = JSON.parse((await blob(index.manifests[0].digest)).toString());
    const plain = join(dir, 'plain');
    await users.podman.mustKind(['build', 'node-image', '--output', `dir:${plain}`]);
    const plainIndex = JSON.parse(await readFile(join(plain, 'index.json'), 'utf8'));
    const below = JSON.parse(
      await readFile(join(plain, 'blobs', plainIndex.manifests[0].digest.replace(':', '/')), 'utf8'),
    );
    assert.deepEqual(manifest.layers.slice(0, -1), below.layers);
    const [layer] = manifest.layers.slice(-1);
    assert.ok((await stat(join(layout, 'blobs', layer.digest.replace(':', '/')))).size < 5_000_000);
    const sample = await openImageArchive(archive, hostArch, dir);
    const wanted = sample.images[0]?.layers[0]?.digest.slice('sha256:'.length);
    await sample.close();
    const names = (await run(['tar', '-tf', join(layout, 'blobs', layer.digest.replace(':', '/'))])).stdout.split('\n');
    assert.ok(names.includes(INDEX_PATH));
    assert.ok(names.some((name) => name.endsWith(`/blobs/sha256/${wanted}`)));
  });
});

for (const engine of ['docker', 'podman'] as const) {
  test(`an image of ${engine} is preloaded under the name that pods ask for`, async () => {
    await withSampleImage(async (archive) => {
      const layout = join(dir, `node-${engine}`);
      await cli(engine, 'load', '-i', archive);
      try {
        const flags = ['--preload', SAMPLE_IMAGE, '--output', `dir:${layout}`];
        await users[engine].mustKind(['build', 'node-image', ...flags]);
      } finally {
        await cli(engine, 'rmi', SAMPLE_IMAGE);
      }
      const file = join(dir, `node-${engine}.tar`);
      await run(['tar', '-cf', file, '-C', layout, '.']);
      const node = await openImageArchive(file, hostArch, dir);
      try {
        const [image] = node.images;
        const index = image && (await readImageFiles(image, [INDEX_PATH])).get(INDEX_PATH);
        const names = bucketAt(readBolt(index ?? Buffer.alloc(0)), 'v1', 'k8s.io', 'images')?.entries;
        assert.ok(names?.has(SAMPLE_IMAGE));
        assert.ok([...(names?.keys() ?? [])].some((name) => name.startsWith('registry.k8s.io/kube-apiserver:')));
      } finally {
        await node.close();
      }
    });
  });
}
