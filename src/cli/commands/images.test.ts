import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import type { ClusterImage, DeleteImagesOptions } from '../../cluster/index.js';
import { kind } from '../testing/captured-cli.js';
import { fakeEngine } from '../testing/fake-engine.js';

const engine = fakeEngine();
const images: ClusterImage[] = [
  {
    names: ['docker.io/library/app:1'],
    id: `sha256:${'1'.repeat(64)}`,
    size: 12_345_678,
    nodes: ['a'],
    shipped: false,
  },
  { names: [], id: `sha256:${'2'.repeat(64)}`, size: 900, nodes: ['a', 'b'], shipped: true },
];
const table = [
  'NAME                      ID             SIZE      NODES',
  'docker.io/library/app:1   111111111111   12.3 MB   a',
  '<none>                    222222222222   900 B     all',
  '',
].join('\n');

/** Runs a command of which the library deletes `images`; returns what the library was asked as well. */
async function remove(args: string[], deleted = images) {
  const asked: Partial<DeleteImagesOptions>[] = [];
  const deleteImages = async ({ name, images, unused, dryRun, nodes }: DeleteImagesOptions) => {
    asked.push({ name, images, unused, dryRun, nodes } as DeleteImagesOptions);
    return deleted;
  };
  return { ...(await kind(['delete', 'images', ...args], { engine, library: { deleteImages } })), asked };
}

test('get images prints a table, or a document for programs', async () => {
  const library = { listImages: async () => images };
  assert.equal((await kind(['get', 'images'], { engine, library })).stdout, table);
  const json = await kind(['get', 'images', '-o', 'json'], { engine, library });
  assert.deepEqual(JSON.parse(json.stdout), images);
  assert.deepEqual(parse((await kind(['get', 'images', '-o', 'yaml'], { engine, library })).stdout), images);
});

test('get images of no cluster is a message, or an empty list', async () => {
  const { code, stdout, stderr } = await kind(['get', 'images', '-n', 'x'], { engine });
  assert.deepEqual([code, stdout, stderr], [0, '', 'No kind nodes found for cluster "x".\n']);
  assert.equal((await kind(['get', 'images', '-o', 'json'], { engine })).stdout, '[]\n');
});

test('delete images names what it deleted', async () => {
  const { stdout, stderr, asked } = await remove(['app:1', '--nodes', 'a,b', '-n', 'x']);
  assert.equal(stdout, '');
  assert.equal(
    stderr,
    `Deleted image docker.io/library/app:1 (12.3 MB) from a\nDeleted image ${images[1]?.id} (900 B) from a, b\n`,
  );
  assert.deepEqual(asked, [{ name: 'x', images: ['app:1'], unused: false, dryRun: false, nodes: ['a', 'b'] }]);
});

test('delete images --unused --dry-run lists what would go', async () => {
  const { stdout, stderr, asked } = await remove(['--unused', '--dry-run']);
  assert.deepEqual([stdout, stderr, asked[0]?.unused, asked[0]?.dryRun], [table, '', true, true]);
  assert.equal((await remove(['--unused'], [])).stderr, 'No unused images found.\n');
});

test('delete images needs to know which', async () => {
  const { code, stderr, asked } = await remove([]);
  assert.deepEqual([code, asked], [1, []]);
  assert.match(stderr, /^ERROR: no image names provided\nHINT: name the images to delete, or use --unused\n/);
});
