import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Engine } from '../engine/engine.js';
import { hostArch } from './base/base-parts.js';
import { type BuildCiImageOptions, buildCiImage } from './ci-image.js';

test('what no CI image can be made of is refused before anything is built', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-ci-image-'));
  t.after(() => rm(dir, { recursive: true }));
  const hooks = await mkdtemp(join(dir, 'hooks'));
  await writeFile(join(hooks, 'images.sh'), '#!/bin/sh\n', { mode: 0o755 });
  const cacheDir = join(dir, 'cache');
  const output = { format: 'oci-archive', path: join(dir, 'ci.tar') } as const;
  const refused = async (options: BuildCiImageOptions, message: string | RegExp, code = 'USAGE') =>
    await assert.rejects(buildCiImage({ output, cacheDir, ...options }), { code, message });
  const engine = {} as Engine;
  const other = hostArch === 'amd64' ? 'arm64' : 'amd64';
  await refused({ kubernetesVersion: '1.33.13' }, 'CI images need Kubernetes 1.34 or later, not v1.33.13');
  await refused({ kubernetesVersion: 'x' }, '"x" is not a Kubernetes version');
  await refused(
    { kubernetesVersion: 'v1.36.3', baseImage: 'node:1' },
    'both a version (v1.36.3) and a base image, which has its own',
  );
  await refused({ hooks }, 'hooks run in a container, and there is no engine');
  await refused({ hooks, engine, arch: other }, /^hooks cannot be run in an image for /);
  await refused({ staticIp: 'here' }, /^STATIC_IP is "here"/, 'CONFIG_INVALID');
  await refused({ engine, push: true }, /^"localhost\/kindling\/ci:v[\d.]+" cannot be pushed/);
  assert.equal((await readdir(dir)).length, 1);
});
