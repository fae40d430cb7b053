import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import type { Engine } from '../../engine/engine.js';
import { silent } from '../../progress.js';
import { openImageArchive } from '../content/archive-content.js';
import { imageId, manifestOf, type NamedContent } from '../content/image-content.js';
import { sampleArchive } from '../testing/sample-image.js';
import { checkDestination, deliver } from './deliver.js';

async function sample(t: TestContext): Promise<{ dir: string; image: NamedContent }> {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-deliver-'));
  const archive = await openImageArchive(
    await sampleArchive(dir, { names: ['registry.test/x:1'], layers: [{ x: 'x' }] }),
    'amd64',
    dir,
  );
  t.after(async () => {
    await archive.close();
    await rm(dir, { recursive: true });
  });
  return { dir, image: archive.images[0] as NamedContent };
}

/** An engine that writes down what it is asked for. */
function recordingEngine(present?: string) {
  const calls: string[] = [];
  const engine = {
    imageId: async () => present,
    loadImage: async (archive: Readable) => void calls.push(`load ${(await buffer(archive)).length}`),
    pushImage: async (name: string) => void calls.push(`push ${name}`),
  } as unknown as Engine;
  return { engine, calls };
}

test('an image is loaded unless the engine has it, by whichever digest that goes', async (t) => {
  const { image } = await sample(t);
  const without = recordingEngine('sha256:00');
  assert.equal(await deliver([image], { engine: without.engine, progress: silent }), true);
  assert.equal(without.calls.length, 1);
  for (const present of [imageId(image), imageId(image).slice(7), manifestOf(image).digest]) {
    const { engine, calls } = recordingEngine(present);
    assert.equal(await deliver([image], { engine, progress: silent }), false);
    assert.deepEqual(calls, []);
  }
});

test('an image that is written is not loaded, unless it is pushed as well', async (t) => {
  const { dir, image } = await sample(t);
  const output = { format: 'oci-archive' as const, path: join(dir, 'out.tar') };
  const { engine, calls } = recordingEngine();
  await deliver([image], { engine, output, progress: silent });
  assert.deepEqual(calls, []);
  assert.ok((await readdir(dir)).includes('out.tar'));
  await deliver([image], { engine, output, push: true, progress: silent });
  assert.match(calls.join(), /^load \d+,push registry.test\/x:1$/);
});

test('a destination that cannot work is refused before anything is built', async () => {
  const { engine } = recordingEngine();
  await assert.rejects(checkDestination(['x:1'], {}), { code: 'USAGE', message: 'there is no engine for the image' });
  await assert.rejects(checkDestination(['localhost/kindling/node:v1'], { engine, push: true }), {
    code: 'USAGE',
    message: '"localhost/kindling/node:v1" cannot be pushed: its name has no registry',
  });
  await assert.rejects(checkDestination(['x:1'], { output: { format: 'dir', path: '/nonexistent/x' } }), {
    code: 'USAGE',
    message: /^cannot write an image to "\/nonexistent\/x": .*no such file or directory$/,
  });
  await checkDestination(['localhost:5000/x:1'], { engine, push: true });
});
