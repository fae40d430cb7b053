import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { KindlingError } from '../errors.js';
import { materialize, partKey, partsRoot } from './cache.js';
import type { BuildContext, Json, Part } from './part.js';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindling-parts-'));
});
after(() => rm(root, { recursive: true }));

function part(name: string, inputs: Json, build: (context: BuildContext) => Promise<void> = write): Part {
  return { name, inputs, build };
}

async function write({ dir }: BuildContext): Promise<void> {
  await writeFile(join(dir, 'file'), 'content');
}

test('a part is built once for the same inputs', async () => {
  const first = await materialize(part('once', { version: 1 }), { root });
  const again = await materialize(
    part('once', { version: 1 }, () => assert.fail('built again')),
    { root },
  );
  assert.equal(first.cached, false);
  assert.deepEqual(again, { ...first, cached: true });
  assert.equal(await readFile(join(again.dir, 'file'), 'utf8'), 'content');
});

test('other inputs make another part', async () => {
  const one = await materialize(part('other', { version: 1 }), { root });
  const two = await materialize(part('other', { version: 2 }), { root });
  assert.notEqual(one.dir, two.dir);
  assert.equal(two.cached, false);
});

test('the order of the keys of the inputs does not matter', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (inputs) => {
      const reversed = Object.fromEntries(Object.entries(inputs).reverse());
      assert.equal(partKey(part('a', inputs as Json)), partKey(part('a', reversed as Json)));
    }),
  );
});

test('a failed build leaves nothing behind and says which part it was', async () => {
  const failing = part('failing', null, async (context) => {
    await write(context);
    throw new KindlingError('BUILD_FAILED', 'no compiler', { hint: 'get one' });
  });
  await assert.rejects(materialize(failing, { root }), {
    code: 'BUILD_FAILED',
    message: 'cannot build failing: no compiler',
    hint: 'get one',
  });
  assert.deepEqual(
    (await readdir(root)).filter((name) => name.includes('failing')),
    [],
  );
  assert.equal((await materialize(part('failing', null), { root })).cached, false);
});

test('two requests for one part at the same time build it once', async () => {
  let builds = 0;
  const counted = part('concurrent', null, async (context) => {
    builds++;
    await write(context);
  });
  const [a, b] = await Promise.all([materialize(counted, { root }), materialize(counted, { root })]);
  assert.equal(builds, 1);
  assert.equal(a.dir, b.dir);
});

test('a part that another process finishes first is taken from there', async () => {
  const slow = part('raced', null, async (context) => {
    await write(context);
    const winner = join(root, partKey(slow));
    await mkdir(winner);
    await writeFile(join(winner, 'file'), 'of the other process');
  });
  const { dir, cached } = await materialize(slow, { root });
  assert.equal(cached, true);
  assert.equal(await readFile(join(dir, 'file'), 'utf8'), 'of the other process');
});

test('what a killed process left behind is removed, what a running one builds is not', async () => {
  const dead = '.killed-0123456789abcdef.4194305.00000000'; // above the highest process id Linux gives out
  const alive = `.alive-0123456789abcdef.${process.pid}.00000000`;
  await Promise.all([mkdir(join(root, dead)), mkdir(join(root, alive))]);
  await materialize(part('after', null), { root });
  const names = await readdir(root);
  assert.equal(names.includes(dead), false);
  assert.equal(names.includes(alive), true);
});

test('parts are kept below XDG_CACHE_HOME if that is an absolute path', () => {
  assert.equal(partsRoot({ XDG_CACHE_HOME: '/cache' }), '/cache/kindling/parts');
  assert.match(partsRoot({ XDG_CACHE_HOME: 'relative' }), /\/\.cache\/kindling\/parts$/);
});
