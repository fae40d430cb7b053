import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { bucketAt } from '../../bolt/bucket.js';
import { readBolt } from '../../bolt/read.js';
import type { Engine, ExecOptions } from '../../engine/engine.js';
import { silent } from '../../progress.js';
import type { SeedFile } from '../../seed/seed.js';
import { readImageFiles } from '../content/read-files.js';
import { INDEX_PATH } from '../preload/image-blobs.js';
import { sampleArchive } from '../testing/sample-image.js';
import { sampleNodeImage } from '../testing/sample-node-image.js';
import { testWorkDirectory } from '../testing/work-directory.js';
import { withHooks } from './with-hooks.js';

const PAUSE = 'registry.k8s.io/pause:3';
const ADDED = 'localhost/hello:1';
const SEED = { format: 3, identities: {}, objects: {}, configurations: {} } as SeedFile;

/** An engine whose container gets an image and an object from a hook. */
function engineWithHooks(archive: Buffer) {
  const calls: string[] = [];
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const object = JSON.stringify({ kind: 'Namespace', metadata: { name: 'baked' } });
  const answers: [RegExp, () => string][] = [
    [
      /^ctr .* list/,
      () => [PAUSE, `${PAUSE.split(':')[0]}@sha256:0`, ...(calls.includes('./images.sh') ? [ADDED] : [])].join('\n'),
    ],
    [/^etcdctl/, () => JSON.stringify({ kvs: [{ key: base64('/registry/namespaces/baked'), value: base64(object) }] })],
  ];
  const engine = {
    imageId: async () => undefined,
    loadImage: async (image: Readable) => void calls.push(`load ${(await buffer(image)).length > 0}`),
    hasImage: async () => true,
    removeImage: async (name: string) => void calls.push(`remove ${name.replace(/:.*/, '')}`),
    ensureNetwork: async () => {},
    runContainer: async ({ image }: { image: string }) => void calls.push(`run ${image.replace(/:.*/, '')}`),
    removeContainers: async (names: string[]) => void calls.push(`remove ${names.length}`),
    exec: async (_name: string, command: readonly string[], { onOutput }: ExecOptions) => {
      const line = command.join(' ');
      if (command[0] === 'cat') onOutput?.(archive, 'stdout');
      if (command[0] === 'ctr' && command.includes('export')) calls.push(`export ${command.at(-1)}`);
      if (line.endsWith('.sh')) calls.push(line.split(' ').at(-1) ?? '');
      return { stdout: answers.find(([pattern]) => pattern.test(line))?.[1]() ?? '', stderr: '', exitCode: 0 };
    },
  };
  return { engine: engine as unknown as Engine, calls };
}

async function sample(t: TestContext) {
  const work = await testWorkDirectory(t);
  const directory = join(work.dir, 'directory');
  await mkdir(directory);
  await writeFile(join(directory, 'images.sh'), '#!/bin/sh\n', { mode: 0o755 });
  const archive = await sampleArchive(work.dir, { names: [ADDED], layers: [{ hello: 'h' }] });
  const plain = await sampleNodeImage(work, { 'kind/seed/cluster.json': JSON.stringify(SEED) });
  const options = { engine: undefined, arch: 'amd64' as const, work, progress: silent };
  return { plain, options, run: { directory, seed: SEED, staticIp: '172.30.99.1', env: {} }, archive };
}

test('what hooks have put into the cluster and its runtime is in the image', async (t) => {
  const { plain, options, run, archive } = await sample(t);
  const { engine, calls } = engineWithHooks(await readFile(archive));
  const image = await withHooks(plain, { ...run, engine }, options);
  assert.deepEqual(image.layers.slice(0, plain.layers.length), plain.layers);
  const files = await readImageFiles(image, ['kind/seed/cluster.json', INDEX_PATH]);
  const seed = JSON.parse(files.get('kind/seed/cluster.json')?.toString() ?? '') as SeedFile;
  assert.deepEqual(Object.keys(seed.objects), ['/registry/namespaces/baked']);
  assert.equal(seed.format, SEED.format);
  const index = readBolt(files.get(INDEX_PATH) ?? Buffer.alloc(0));
  const names = [...(bucketAt(index, 'v1', 'k8s.io', 'images')?.entries.keys() ?? [])];
  assert.ok(names.includes(PAUSE) && names.includes(ADDED), names.join());
  const plainImage = 'localhost/kindling/ci-build';
  const expected = [
    'load true',
    `run ${plainImage}`,
    './images.sh',
    `export ${ADDED}`,
    'remove 1',
    `remove ${plainImage}`,
  ];
  assert.deepEqual(calls, expected);
});

test('a hook that fails leaves nothing in the engine', async (t) => {
  const { plain, options, run } = await sample(t);
  const { engine, calls } = engineWithHooks(Buffer.alloc(0));
  const exec = async (_name: string, command: readonly string[]) => {
    if (command.at(-1) === './images.sh') throw new Error('no such image');
    return { stdout: '', stderr: '', exitCode: 0 };
  };
  await assert.rejects(withHooks(plain, { ...run, engine: { ...engine, exec } as Engine }, options), {
    code: 'BUILD_FAILED',
    message: /^cannot build ci-image: waited for images\.sh to succeed: no such image/,
  });
  assert.deepEqual(calls.slice(-2), ['remove 1', 'remove localhost/kindling/ci-build']);
});
