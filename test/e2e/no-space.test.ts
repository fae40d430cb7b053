import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from '../../src/exec/run.js';
import { User } from '../support/kind.js';

/** Podman with a store of its own on a file system that has room for the node image and little more. */
let directory: string;
let user: User;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindling-no-space-'));
  const disk = join(directory, 'disk');
  await mkdir(disk);
  await run(['mount', '-t', 'tmpfs', '-o', 'size=1100m', 'tmpfs', disk]);
  const configuration = join(directory, 'storage.conf');
  await writeFile(
    configuration,
    `[storage]\ndriver = "overlay"\ngraphroot = "${disk}/store"\nrunroot = "${directory}/run"\n`,
  );
  user = await User.create('podman', undefined, { CONTAINERS_STORAGE_CONF: configuration });
  await user.mustKind(['build', 'node-image']);
  await fill(join(disk, 'ballast'));
});

after(async () => {
  await run(['podman', 'system', 'reset', '--force'], { env: user.env }).catch(() => {});
  await run(['umount', '--recursive', join(directory, 'disk')]);
  await user.dispose();
  await rm(directory, { recursive: true, force: true });
});

/** Writes a file until the file system is full. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  const chunk = Buffer.alloc(1 << 20);
  try {
    for (;;) await file.write(chunk);
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  } finally {
    await file.close();
  }
}

test('a full disk is named as the reason, and nothing is left behind', async () => {
  assert.equal((await statfs(join(directory, 'disk'))).bavail, 0);
  const { exitCode, stdout, stderr } = await user.kind(['create', 'cluster', '--name', 'e2e-no-space']);
  assert.equal(exitCode, 1, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^ERROR: failed to create cluster: .*no space left/m);
  assert.match(stderr, /^HINT: .*space/m);
  assert.equal((await user.kind(['get', 'nodes', '--name', 'e2e-no-space'])).stdout, '');
  assert.equal((await run(['podman', 'volume', 'ls', '--quiet'], { env: user.env })).stdout, '');
});
