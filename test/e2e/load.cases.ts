import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { digestOf } from '../../src/archive/contents.js';
import { configOf, dockerArchive, ociArchive, tarOf } from '../../src/archive/testing/sample-archives.js';
import { writeImageArchive } from '../../src/build/archive/image-archive.js';
import type { Architecture } from '../../src/build/archive/image-spec.js';
import type { ClusterImage } from '../../src/cluster/index.js';
import { run } from '../../src/exec/run.js';
import { eventually } from '../support/eventually.js';
import type { User } from '../support/kind.js';

const IMAGE = 'localhost/e2e-load';

/**
 * Loading images into the nodes of a cluster.
 *
 * @param nodes names of all nodes
 * @param user asked for when the tests run
 */
export function loadCases(cluster: string, nodes: readonly string[], user: () => User): void {
  const list = async () =>
    JSON.parse(await user().mustKind(['get', 'images', '--name', cluster, '-o', 'json'])) as ClusterImage[];

  /** Every node was sent much less than the lowest layer. */
  const assertLittleSent = (stderr: string) => {
    const sent = [...stderr.matchAll(/: ([\d.]+) kB sent to node/g)].map(([, size]) => Number(size));
    assert.equal(sent.length, nodes.length, stderr);
    assert.ok(Math.max(...sent) < 100, stderr);
  };

  test('images of the engine are loaded once; of the next version only what is new travels', async () => {
    await withVersions(async (archives) => {
      const { engine } = user();
      const load = async (tag: number, ...flags: string[]) => {
        const args = ['load', 'docker-image', `${IMAGE}:${tag}`, '--name', cluster, ...flags];
        const { exitCode, stderr } = await user().kind(args);
        assert.equal(exitCode, 0, stderr);
        return stderr;
      };
      try {
        for (const archive of archives) await run([engine, 'load', '-i', archive]);
        const first = await load(1, '-v', '1');
        assertLittleSent(first); // the engine's layers are on the nodes' file system
        for (const node of nodes)
          assert.match(first, new RegExp(`not yet present on node "${node}", loading\\.\\.\\.`));
        assert.match(
          await load(1),
          /^Image: "localhost\/e2e-load:1" with ID "sha256:\w+" found to be already present on all nodes\.\n$/m,
        );
        assertLittleSent(await load(2, '-v', '1'));
        // An archive in the engine's own format, of layers that the nodes have.
        const saved = `${archives[0]}.saved`;
        await run([engine, 'save', '-o', saved, `${IMAGE}:2`]);
        const args = ['load', 'image-archive', saved, '--name', cluster, '-v', '1'];
        assertLittleSent((await user().kind(args)).stderr);
        for (const node of nodes) {
          const { stdout } = await run([engine, 'exec', node, 'crictl', 'images']);
          for (const tag of [1, 2]) assert.match(stdout, new RegExp(`^${IMAGE} +${tag} `, 'm'));
        }
      } finally {
        await run([engine, 'rmi', `${IMAGE}:1`, `${IMAGE}:2`], { okCodes: [0, 1] });
      }
    });
  });

  test('an archive comes through standard input and into the nodes that are named; one that is none is an error', async () => {
    await withVersions(async (archives) => {
      const [node = ''] = nodes;
      const into = ['--name', cluster, '--nodes', node];
      const archive = await readFile(archives[1] ?? '', 'latin1');
      const given = await user().run([
        'sh',
        '-c',
        `"$0" "$@" < "${archives[1]}"`,
        user().program,
        'load',
        'image-archive',
        '-',
        ...into,
      ]);
      assert.equal(given.exitCode, 0, given.stderr);
      assert.doesNotMatch(given.stderr, /^(ERROR|WARNING)/m);
      const broken = `${archives[0]}.broken`;
      await writeFile(broken, archive.slice(0, 1_000_000), 'latin1');
      const { exitCode, stderr } = await user().kind(['load', 'image-archive', broken, ...into]);
      assert.equal(exitCode, 1);
      assert.match(stderr, /^ERROR: failed to load image: archive ".*\.broken": breaks off after \d+ bytes\n/m);
    });
  });

  test('a directory of archives: one for several platforms, one of Docker before 25, compressed', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kindling-sample-'));
    try {
      const [here, foreign] = process.arch === 'arm64' ? ['arm64', 'amd64'] : ['amd64', 'arm64'];
      const image = async (name: string, architecture = here) => {
        const layer = await tarOf(new Map([[`${name}-${architecture}`, randomBytes(20_000)]]));
        return { names: [`${IMAGE}-${name}:1`], layers: [layer], architecture };
      };
      const [several, old] = [[await image('several', foreign), await image('several')], await image('old')];
      await writeFile(join(directory, 'several.tar'), await ociArchive([several]));
      await writeFile(join(directory, 'old.tgz'), gzipSync(await dockerArchive([old], 'old')));
      await user().mustKind(['load', 'image-archive', directory, '--name', cluster]);
      const wanted = [several[1], old].map((image) => image && digestOf(configOf(image)));
      const images = await list();
      for (const id of wanted)
        assert.deepEqual(images.find((image) => image.id === id)?.nodes.sort(), [...nodes].sort());
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  test('images that nothing uses are deleted, others are not', async () => {
    const before = await list();
    const flags = ['--name', cluster, '--unused'];
    const table = await user().mustKind(['delete', 'images', ...flags, '--dry-run']);
    const loaded = before.filter(({ names }) => names.some((name) => name.startsWith(IMAGE)));
    assert.ok(loaded.length >= 4, table);
    assert.equal(table.trim().split('\n').length - 1, loaded.flatMap(({ names }) => names).length, table);
    assert.deepEqual(await list(), before);
    await user().mustKind(['delete', 'images', ...flags]);
    const left = before.filter((image) => !loaded.includes(image));
    // A node's runtime hears of some of it afterwards.
    await eventually(async () => assert.deepEqual(await list(), left), { timeout: 20_000 });
    const etcd = before.flatMap(({ names }) => names).find((name) => name.includes('/etcd:')) ?? '';
    const { exitCode, stderr } = await user().kind(['delete', 'images', etcd, '--name', cluster]);
    assert.equal(exitCode, 1);
    assert.match(stderr, /^ERROR: image: ".*" is used by Pod kube-system\/etcd-/m);
  });
}

/** Archives of two versions of an image; the second has one more layer. */
async function withVersions(use: (archives: string[]) => Promise<void>): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'kindling-sample-'));
  try {
    const layers: string[] = [];
    const archives: string[] = [];
    for (const [tag, size] of [
      [1, 3_000_000],
      [2, 5000],
    ] as const) {
      const layer = join(work, `layer${tag}`);
      await mkdir(layer);
      await writeFile(join(layer, `file${tag}`), randomBytes(size));
      layers.push(layer);
      const archive = join(work, `${tag}.tar`);
      const architecture: Architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
      await writeImageArchive(archive, [{ names: [`${IMAGE}:${tag}`], architecture, run: { Cmd: ['/x'] }, layers }]);
      archives.push(archive);
    }
    await use(archives);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
