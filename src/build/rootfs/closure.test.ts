import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../exec/run.js';
import { copyClosure } from './closure.js';
import { readElfLinks } from './elf.js';
import { Tree } from './tree.js';

const debian = (await stat('/etc/debian_version').catch(() => undefined)) !== undefined;

test("an ELF file's loader and libraries are those that ldd finds", { skip: !debian }, async () => {
  const links = await readElfLinks('/usr/bin/bash');
  assert.match(links?.interpreter ?? '', /^\/lib.*\/ld-linux.*\.so\.\d$/);
  const { stdout } = await run(['ldd', '/usr/bin/bash']);
  for (const name of links?.needed ?? []) assert.ok(stdout.includes(name), `${name} in\n${stdout}`);
  assert.ok(links?.needed.includes('libc.so.6'));
});

test('what is no ELF file has no libraries', async () => {
  assert.equal(await readElfLinks(import.meta.filename), undefined);
});

test('a copied program runs with nothing but what was copied', {
  skip: !debian || process.getuid?.() !== 0,
}, async (t) => {
  const target = new Tree(await mkdtemp(join(tmpdir(), 'kindling-closure-')));
  t.after(() => rm(target.root, { recursive: true }));
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    await target.dir(`/usr/${name}`);
    await target.link(`/${name}`, `usr/${name}`);
  }
  await copyClosure(new Tree('/'), target, ['/usr/bin/bash', '/usr/bin/echo', '/bin/sh']);
  const { stdout } = await run(['chroot', target.root, '/bin/bash', '-c', '/usr/bin/echo works']);
  assert.match(stdout, /works/);
});

test('libraries for other machines are passed by', async (t) => {
  const [from, to] = await Promise.all(
    ['from', 'to'].map(async (name) => new Tree(await mkdtemp(join(tmpdir(), `kindling-closure-${name}-`)))),
  );
  assert.ok(from && to);
  t.after(() => Promise.all([from, to].map(({ root }) => rm(root, { recursive: true }))));
  const program = await readFile(process.execPath);
  await from.file('/program', program, 0o755);
  const links = await readElfLinks(process.execPath);
  assert.ok(links?.interpreter);
  await from.file(links.interpreter, 'the loader');
  const [arm, intel] = ['aarch64-linux-gnu', 'x86_64-linux-gnu'] as const;
  for (const triplet of [arm, intel]) {
    for (const name of links.needed) await from.file(`/usr/lib/${triplet}/${name}`, 'a library');
  }
  await copyClosure(from, to, ['/program']);
  const [own, other] = process.arch === 'arm64' ? [arm, intel] : [intel, arm];
  assert.deepEqual(await to.list(`/usr/lib/${own}`), [...links.needed].sort());
  assert.deepEqual(await to.list(`/usr/lib/${other}`), []);
});

test('a program that is not there is named', async (t) => {
  const target = new Tree(await mkdtemp(join(tmpdir(), 'kindling-closure-')));
  t.after(() => rm(target.root, { recursive: true }));
  await assert.rejects(
    copyClosure(new Tree('/'), target, ['/usr/bin/no-such-program']),
    /no-such-program.*not in the base/,
  );
});
