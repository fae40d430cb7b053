import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { KindlingError } from '../errors.js';
import { exportWithRetry, kubeconfigFromAdminConf, mergeKubeconfig, removeKubeconfig } from './index.js';

const entry = (cluster: string) =>
  kubeconfigFromAdminConf(
    'apiVersion: v1\nkind: Config\npreferences: {}\nclusters: [{name: a}]\nusers: [{name: a}]\ncontexts: [{name: a}]\n',
    { cluster, server: 'https://127.0.0.1:1' },
  );
const temporary = () => mkdtempSync(join(tmpdir(), 'kubeconfig-'));
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('merging makes the directory and a file that only its owner can read, and removes the lock', async () => {
  const dir = join(temporary(), 'new', '.kube');
  const path = join(dir, 'config');
  await mergeKubeconfig(path, entry('dev'));
  assert.deepEqual(readdirSync(dir), ['config']);
  assert.equal(mode(path), '600');
  assert.match(
    readFileSync(path, 'utf8'),
    /^apiVersion: v1\nclusters:\n- cluster:\n {4}server: https:\/\/127.0.0.1:1\n/,
  );
});

test('merging keeps mode, symbolic link and foreign content of an existing file', async () => {
  const dir = temporary();
  const path = join(dir, 'config');
  const link = join(dir, 'link');
  writeFileSync(path, 'users:\n- name: mine\n  user: {token: 0123}\nnew-in-2030: [x]\n');
  chmodSync(path, 0o640);
  symlinkSync(path, link);
  await mergeKubeconfig(link, entry('dev'));
  await removeKubeconfig('dev', undefined, { KUBECONFIG: link });
  assert.equal(mode(path), '640');
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.equal(readFileSync(path, 'utf8'), 'new-in-2030:\n- x\nusers:\n- name: mine\n  user:\n    token: 0123\n');
});

test('a taken lock is an error that says which file it is and how to be rid of it', async () => {
  const path = join(temporary(), 'config');
  writeFileSync(`${path}.lock`, '');
  await assert.rejects(mergeKubeconfig(path, entry('dev')), (error) => {
    assert.ok(error instanceof KindlingError);
    assert.equal(error.message, `failed to lock config file: open ${path}.lock: file exists`);
    assert.match(error.hint ?? '', new RegExp(`Remove it with: rm -f ${path}\\.lock$`));
    return true;
  });
  assert.ok(existsSync(`${path}.lock`));
  assert.ok(!existsSync(path));
});

test('a file that is no kubeconfig is left alone', async () => {
  const path = join(temporary(), 'config');
  writeFileSync(path, 'users: [');
  await assert.rejects(mergeKubeconfig(path, entry('dev')), /^KindlingError: failed to get kubeconfig to merge: /);
  assert.equal(readFileSync(path, 'utf8'), 'users: [');
  assert.ok(!existsSync(`${path}.lock`));
});

test('removing cleans every file in use, makes none, and writes none that does not name the cluster', async () => {
  const dir = temporary();
  const [first, second, foreign, missing] = ['a', 'b', 'c', 'sub/d'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
    string,
  ];
  await mergeKubeconfig(first, entry('dev'));
  await mergeKubeconfig(second, entry('dev'));
  await mergeKubeconfig(second, entry('other'));
  writeFileSync(foreign, '# not normalized\nusers: [{name: x}]\n');
  await removeKubeconfig('dev', undefined, { KUBECONFIG: [first, second, foreign, missing].join(':') });
  assert.equal(readFileSync(first, 'utf8'), 'apiVersion: v1\nkind: Config\npreferences: {}\n');
  assert.match(readFileSync(second, 'utf8'), /current-context: kind-other/);
  assert.doesNotMatch(readFileSync(second, 'utf8'), /kind-dev/);
  assert.equal(readFileSync(foreign, 'utf8'), '# not normalized\nusers: [{name: x}]\n');
  assert.ok(!existsSync(join(dir, 'sub')));
});

test("removing deletes the cluster's own file, too, unless one file was named", async () => {
  const home = temporary();
  const own = join(home, '.kube', 'kind-config-dev');
  await mergeKubeconfig(own, entry('dev'));
  await removeKubeconfig('dev', join(home, 'other'), { HOME: home });
  assert.match(readFileSync(own, 'utf8'), /kind-dev/);
  await removeKubeconfig('dev', undefined, { HOME: home });
  assert.deepEqual(readdirSync(join(home, '.kube')), []);
  await mergeKubeconfig(own, entry('dev'));
  await mergeKubeconfig(own, entry('other'));
  await removeKubeconfig('dev', undefined, { HOME: home });
  assert.match(readFileSync(own, 'utf8'), /kind-other/);
  assert.doesNotMatch(readFileSync(own, 'utf8'), /kind-dev/);
});

test('removing goes on after a file that can not be read, and then reports it', async () => {
  const dir = temporary();
  const [broken, good] = [join(dir, 'broken'), join(dir, 'good')];
  writeFileSync(broken, '- x');
  await mergeKubeconfig(good, entry('dev'));
  await assert.rejects(removeKubeconfig('dev', undefined, { KUBECONFIG: `${broken}:${good}` }), (error) => {
    assert.match(String(error), /failed to read kubeconfig to remove KIND entry: .*broken: not a kubeconfig/);
    return true;
  });
  assert.doesNotMatch(readFileSync(good, 'utf8'), /kind-dev/);
});

test('exporting is tried four times', async () => {
  let attempts = 0;
  const failing = () => {
    attempts++;
    throw new Error(`attempt ${attempts}`);
  };
  await assert.rejects(exportWithRetry(failing), /attempt 4/);
  const third = async () => (++attempts === 7 ? 'done' : Promise.reject(new Error('not yet')));
  assert.equal(await exportWithRetry(third), 'done');
});

test('many merges at once lose nothing', async () => {
  const path = join(temporary(), 'config');
  await Promise.all([...'abcdefgh'].map((name) => exportWithRetry(() => mergeKubeconfig(path, entry(name)))));
  const text = readFileSync(path, 'utf8');
  for (const name of 'abcdefgh') assert.match(text, new RegExp(`name: kind-${name}\n`));
});
