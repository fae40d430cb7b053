/**
 * What is in the images that people run as root: nothing but what a node needs. Every file of them is looked at, which
 * takes some seconds.
 */
import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { Readable } from 'node:stream';
import { before, test } from 'node:test';
import { StreamBytes } from '../../src/archive/bytes.js';
import { tarMembers } from '../../src/archive/tar-members.js';
import { hostArch, provideBaseParts } from '../../src/build/base/base-parts.js';
import { baseImagePart } from '../../src/build/base-image.js';
import { materialize } from '../../src/build/cache.js';
import { configOf, type ImageContent } from '../../src/build/content/image-content.js';
import { readImageFiles, uncompressed } from '../../src/build/content/read-files.js';
import { readStoredContent } from '../../src/build/content/stored-content.js';
import { modulesPart } from '../../src/build/node/modules.js';
import { packagesBase } from '../../src/build/node/node-base.js';
import { loadPins } from '../../src/build/pins.js';
import { run } from '../../src/exec/run.js';
import { SEED_PATH } from '../../src/seed/seed.js';

const images: Record<string, ImageContent> = {};
before(async () => {
  const base = await materialize(await baseImagePart(await provideBaseParts(hostArch, {})));
  images.base = await readStoredContent(base.dir);
  const version = (await loadPins()).kubernetes.default;
  const node = await materialize(await modulesPart(version, await packagesBase(hostArch, {}), {}));
  images.node = await readStoredContent(node.dir);
});

/** Lines of `tar -tv` of a layer: mode, owner, size, date, time, path. */
async function listing(image: ImageContent): Promise<{ mode: string; path: string }[]> {
  const entries: { mode: string; path: string }[] = [];
  for (const layer of image.layers) {
    const stdin = Readable.from(uncompressed(layer), { objectMode: false });
    const { stdout } = await run(['tar', '-tv', '--numeric-owner', '-f', '-'], { stdin });
    for (const line of stdout.split('\n').filter(Boolean)) {
      const [mode = '', , , , , ...rest] = line.split(/\s+/);
      entries.push({ mode, path: `/${rest.join(' ').replace(/ (->|link to) .*$/, '')}` });
    }
  }
  return entries;
}

/** Private keys and the tokens of well-known services, as they stand in files. */
const SECRETS: Record<string, RegExp> = {
  'private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/,
  // The same, encoded once more, as kubeconfigs have it: the three ways that base64 can fall on "PRIVATE KEY-----".
  'encoded private key': /(UFJJVkFURSBLRVktLS0t|BSSVZBVEUgS0VZLS0tL|QUklWQVRFIEtFWS0tLS0t)/,
  'access key of AWS': /\bAKIA[0-9A-Z]{16}\b/,
  'token of GitHub': /\b(ghp|gho|ghs|ghu)_[A-Za-z0-9]{36}\b/,
  'token of npm': /_authToken\s*=\s*\S+/,
  'token of a ServiceAccount': /\beyJhbGciOi[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/,
};

/** GnuTLS tests itself with keys that are in its public source. */
const PUBLISHED = /^private key in \/usr\/lib\/[^/]+\/libgnutls\.so\.[\d.]+$/;

for (const name of ['base', 'node']) {
  test(`nothing in the ${name} image gives the rights of another user`, async () => {
    const entries = await listing(images[name] as ImageContent);
    assert.ok(entries.length > 1000);
    const raising = entries.filter(({ mode }) => /^-.{2}[sS]|^-.{5}[sS]/.test(mode));
    assert.deepEqual(raising, []);
    const open = entries.filter(({ mode }) => mode[8] === 'w' && mode[0] !== 'l' && !/[tT]$/.test(mode));
    assert.deepEqual(open, []);
  });

  test(`the ${name} image has no caches of packages and nothing of the machine that built it`, async () => {
    const entries = await listing(images[name] as ImageContent);
    const unwanted = [
      /^\/var\/cache\/./,
      /^\/var\/lib\/(apt|dpkg)(\/|$)/,
      /^\/(root|home)\/./,
      /^\/var\/log\/(?!journal\/$)./,
      /^\/(tmp|var\/tmp|dev|proc|sys|run)\/./,
      /\.(deb|apk|rpm|pyc)$/,
      /\/(node_modules|pkg\/mod|\.npm|\.cache)\//,
      /\/(\.npmrc|\.netrc|\.git|\.docker|\.kube|\.ssh|\.gnupg|id_rsa|id_ed25519|ssh_host_\w+)(\/|$)/,
      /^\/etc\/(hostname|resolv\.conf)$/,
    ];
    const found = entries.filter(({ path }) => unwanted.some((pattern) => pattern.test(path)));
    assert.deepEqual(found, []);
  });

  test(`no file of the ${name} image holds a secret`, async () => {
    const found: string[] = [];
    for (const layer of (images[name] as ImageContent).layers) {
      for await (const member of tarMembers(new StreamBytes(uncompressed(layer)))) {
        if (member.type !== 'file') continue;
        // A secret may lie across two pieces: each is looked at with the end of the one before.
        let end = '';
        for await (const chunk of member.content()) {
          const text = end + chunk.toString('latin1');
          for (const [what, pattern] of Object.entries(SECRETS)) {
            if (pattern.test(text)) found.push(`${what} in /${member.name}`);
          }
          if (text.includes(homedir()) && homedir() !== '/root') found.push(`the builder's home in /${member.name}`);
          end = text.slice(-4096);
        }
      }
    }
    assert.deepEqual(
      [...new Set(found)].filter((entry) => !PUBLISHED.test(entry)),
      [],
    );
  });

  test(`the ${name} image lets nobody log in, and hands on no variable of the builder`, async () => {
    const image = images[name] as ImageContent;
    const files = await readImageFiles(image, ['etc/shadow', 'etc/machine-id']);
    const passwords = (files.get('etc/shadow')?.toString() ?? '').split('\n').filter(Boolean);
    assert.ok(passwords.length > 1);
    for (const line of passwords) assert.match(line, /^[^:]+:[*!]:/);
    assert.equal(files.get('etc/machine-id')?.length, 0);
    const { Env } = configOf(image).config as { Env: string[] };
    assert.deepEqual(
      Env.map((variable) => variable.replace(/=.*$/, '')),
      ['PATH', 'container', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'],
    );
    assert.deepEqual(Env.slice(-3), ['HTTP_PROXY=', 'HTTPS_PROXY=', 'NO_PROXY=']);
  });
}

test('the seed of clusters has certificates but no keys', async () => {
  const path = SEED_PATH.slice(1);
  const seed = (await readImageFiles(images.node as ImageContent, [path])).get(path)?.toString() ?? '';
  assert.match(seed, /certificate/);
  assert.doesNotMatch(seed, /PRIVATE KEY/);
});
