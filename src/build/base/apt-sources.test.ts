import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostAptSources } from './apt-sources.js';

async function sourcesOf(t: { after(fn: () => Promise<void>): void }, files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'kindling-apt-'));
  t.after(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'sources.list.d'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  return await hostAptSources('bookworm', root);
}

test("Debian's own suites are taken, other publishers' are not", async (t) => {
  const text = await sourcesOf(t, {
    'sources.list.d/debian.sources': `Types: deb
# a comment
URIs: http://mirror.test/debian
Suites: bookworm bookworm-updates bookworm-backports
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb deb-src
URIs: http://mirror.test/debian-security
Suites: bookworm-security
Components: main
`,
    'sources.list.d/other.sources': `Types: deb
URIs: http://other.test/apt
Suites: nodistro
Components: main

Types: deb
URIs: http://database.test/apt
Suites: bookworm
Components: main
Signed-By: /usr/share/keyrings/database.gpg
`,
  });
  assert.equal(
    text,
    `Types: deb
URIs: http://mirror.test/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.test/debian-security
Suites: bookworm-security
Components: main
`,
  );
});

test('one-line sources are understood', async (t) => {
  const text = await sourcesOf(t, {
    'sources.list': `# comment
deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.test/debian bookworm main contrib # why
deb-src http://mirror.test/debian bookworm main
deb http://engine.test/linux bookworm stable
`,
  });
  assert.equal(
    text,
    `Types: deb
URIs: http://mirror.test/debian
Suites: bookworm
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`,
  );
});

test('disabled sources and other releases give nothing', async (t) => {
  const text = await sourcesOf(t, {
    'sources.list': 'deb http://mirror.test/debian trixie main\n',
    'sources.list.d/off.sources': `Enabled: no
Types: deb
URIs: http://mirror.test/debian
Suites: bookworm
Components: main
`,
  });
  assert.equal(text, '');
});

test('a host without apt has none', async () => {
  assert.equal(await hostAptSources('bookworm', '/no/such/directory'), '');
});
