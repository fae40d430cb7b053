/**
 * A release for this machine's architecture, and that what it is made of builds the same twice. Debian's packages are
 * fetched again, so this runs only when asked for: `npm test -- versions/release`.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hostArch } from '../../src/build/base/base-parts.js';
import { buildKindnetdImage } from '../../src/build/kindnetd-image.js';
import { loadPins } from '../../src/build/pins.js';
import { run } from '../../src/exec/run.js';
import { User } from '../support/kind.js';

let user: User;
let dir: string;
before(async () => {
  user = await User.create('podman');
  dir = await mkdtemp(join(homedir(), '.kindling-release-'));
});
after(async () => {
  await user.dispose();
  await rm(dir, { recursive: true });
});

test('a release has images, what they are made of, licences, and checksums that are right', async () => {
  const version = (await loadPins()).kubernetes.default;
  const release = join(dir, 'release');
  await user.mustKind(['build', 'release', release, '--arch', hostArch, '--kubernetes-version', version]);
  await run(['sha256sum', '--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: release });
  const names = await readdir(release);
  const archives = names.filter((name) => name.endsWith('.tar'));
  assert.equal(archives.length, 6);
  for (const archive of archives) assert.ok(names.includes(archive.replace(/\.tar$/, '.cdx.json')), archive);
  const sbom = JSON.parse(await readFile(join(release, `node-${version}-${hostArch}.cdx.json`), 'utf8'));
  const purls: string[] = sbom.components.map(({ purl }: { purl: string }) => purl);
  for (const part of [
    `golang/k8s.io/kubernetes@${version}`,
    'golang/github.com/opencontainers/runc@',
    'deb/debian/bash@',
  ]) {
    assert.ok(
      purls.some((purl) => purl.startsWith(`pkg:${part}`)),
      part,
    );
  }
  assert.ok((await readdir(join(release, 'LICENSES', 'debian'))).length > 50);
});

test('two builds from nothing give the same image', async () => {
  const ids: string[] = [];
  for (const name of ['first', 'second']) {
    const output = { format: 'oci-archive' as const, path: join(dir, `${name}.tar`) };
    ids.push((await buildKindnetdImage({ output, cacheDir: join(dir, name) })).id);
  }
  assert.equal(ids[0], ids[1]);
  assert.ok((await readFile(join(dir, 'first.tar'))).equals(await readFile(join(dir, 'second.tar'))));
});
