import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { writeProgram } from '../../exec/testing/write-program.js';
import { Docker } from './docker.js';

async function docker(t: TestContext, script: string): Promise<Docker> {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-docker-'));
  t.after(() => rm(dir, { recursive: true }));
  writeProgram(join(dir, 'docker'), script);
  return new Docker({ PATH: `${dir}:${process.env.PATH}` });
}

/** An archive that has begun and does not end. */
function begun(): PassThrough {
  const archive = new PassThrough();
  archive.write(Buffer.alloc(1 << 20));
  return archive;
}

test('what docker says counts, not that it closes its input', async (t) => {
  const engine = await docker(t, 'exec <&-; sleep 0.2; echo "no space left on device" >&2; exit 1');
  await assert.rejects(engine.loadImage(begun()), /no space left on device/);
});

test('loading that is aborted is cancelled, whatever its input says first', async (t) => {
  const engine = await docker(t, 'exec sleep 60');
  const controller = new AbortController();
  const loading = engine.loadImage(begun(), { signal: controller.signal });
  setTimeout(() => controller.abort(), 100);
  await assert.rejects(loading, { code: 'CANCELLED' });
});
