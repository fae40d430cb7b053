import assert from 'node:assert/strict';
import { lstat, mkdtemp, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Tree } from '../rootfs/tree.js';
import { writeAccounts } from './accounts.js';
import { writeAlternatives } from './alternatives.js';
import { writeCertificateBundle } from './certificates.js';
import { mergeUsr } from './merged-usr.js';
import { packageVersions } from './mmdebstrap.js';
import { trim } from './trim.js';
import { writeUnitLinks } from './units.js';

const notRoot = process.getuid?.() !== 0;

async function newTree(t: TestContext): Promise<Tree> {
  const root = await mkdtemp(join(tmpdir(), 'kindling-base-'));
  t.after(() => rm(root, { recursive: true }));
  return new Tree(root);
}

test('accounts are base-passwd’s and those that units need, all without a password', { skip: notRoot }, async (t) => {
  const tree = await newTree(t);
  await tree.file('/usr/share/base-passwd/passwd.master', 'root:*:0:0:root:/root:/bin/bash\n');
  await tree.file('/usr/share/base-passwd/group.master', 'root:*:0:\nshadow:*:42:\n');
  await writeAccounts(tree);
  const read = (name: string) => readFile(tree.at(`/etc/${name}`), 'utf8');
  assert.match(await read('passwd'), /^root:x:0:0:root:\/root:\/bin\/bash\nsystemd-network:x:102:102:/);
  assert.match(await read('group'), /^systemd-journal:x:101:$/m);
  assert.match(await read('shadow'), /^root:\*:\d+:0:99999:7:::$/m);
  const stats = await lstat(tree.at('/etc/shadow'));
  assert.deepEqual([stats.mode & 0o777, stats.gid], [0o640, 42]);
});

test('/usr is merged', async (t) => {
  const tree = await newTree(t);
  await tree.file('/bin/sh', '');
  await tree.file('/usr/bin/env', '');
  await tree.dir('/lib64');
  await mergeUsr(tree);
  assert.equal(await readlink(tree.at('/bin')), 'usr/bin');
  assert.equal(await readlink(tree.at('/lib64')), 'usr/lib64');
  assert.deepEqual(await tree.list('/usr/bin'), ['env', 'sh']);
  assert.equal(await tree.has('/sbin'), false);
});

test('iptables is the nft one until boot decides', async (t) => {
  const tree = await newTree(t);
  await writeAlternatives(tree);
  assert.equal(await readlink(tree.at('/usr/sbin/ip6tables-save')), '/etc/alternatives/ip6tables-save');
  assert.equal(await readlink(tree.at('/etc/alternatives/ip6tables-save')), '/usr/sbin/ip6tables-nft-save');
});

test('units of packages are not started unless a node needs them', async (t) => {
  const tree = await newTree(t);
  await tree.link('/usr/lib/systemd/system/multi-user.target.wants/getty.target', '../getty.target');
  await tree.file('/etc/systemd/system/kubelet.service', '');
  await writeUnitLinks(tree);
  assert.deepEqual(await tree.list('/usr/lib/systemd/system'), []);
  const wants = '/etc/systemd/system/multi-user.target.wants';
  assert.equal(await readlink(tree.at(`${wants}/kubelet.service`)), '/etc/systemd/system/kubelet.service');
  assert.equal(await readlink(tree.at('/etc/systemd/system/systemd-binfmt.service')), '/dev/null');
});

test('documentation, caches, devices and set-uid bits go', async (t) => {
  const tree = await newTree(t);
  await tree.file('/usr/bin/mount', '', 0o4755);
  await tree.file('/usr/bin/dpkg-deb', '');
  await tree.file('/usr/share/doc/mount/copyright', '');
  await tree.file('/usr/share/keep', '');
  await tree.file('/usr/lib/x86_64-linux-gnu/gconv/UTF-16.so', '');
  await tree.file('/usr/lib/x86_64-linux-gnu/libc.so.6', '');
  await tree.file('/dev/null', '');
  await trim(tree);
  assert.deepEqual(await tree.list('/usr/bin'), ['mount']);
  assert.equal((await lstat(tree.at('/usr/bin/mount'))).mode & 0o7777, 0o755);
  assert.deepEqual(await tree.list('/usr/share'), ['keep']);
  assert.deepEqual(await tree.list('/usr/lib/x86_64-linux-gnu'), ['libc.so.6']);
  assert.deepEqual(await tree.list('/dev'), []);
  assert.equal((await lstat(tree.at('/tmp'))).mode & 0o7777, 0o1777);
});

test('certificates are one bundle, in order', async (t) => {
  const tree = await newTree(t);
  await tree.file('/usr/share/ca-certificates/mozilla/B.crt', 'b\n');
  await tree.file('/usr/share/ca-certificates/mozilla/A.crt', 'a\n\n');
  await writeCertificateBundle(tree);
  assert.equal(await readFile(tree.at('/etc/ssl/certs/ca-certificates.crt'), 'utf8'), 'a\nb\n');
  assert.equal(await readFile(tree.at('/etc/ca-certificates.conf'), 'utf8'), 'mozilla/A.crt\nmozilla/B.crt\n');
});

test('versions are read from names of downloaded packages', () => {
  const names = ['jq_1.6-2.1_amd64.deb', 'lock', 'base-passwd_3.6.1_amd64.deb', 'libxtables12_1%3a1.8.9-2_amd64.deb'];
  assert.deepEqual(packageVersions(names), ['base-passwd 3.6.1', 'jq 1.6-2.1', 'libxtables12 1:1.8.9-2']);
});
