import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathForMerge } from './path-for-merge.js';
import { kubeconfigPaths } from './paths.js';
import { type Stat, windowsHome } from './windows-home.js';

test('an explicit path is the only one', () => {
  assert.deepEqual(kubeconfigPaths({ KUBECONFIG: '/a', HOME: '/h' }, '/explicit'), ['/explicit']);
});

test('KUBECONFIG is a list without empty and repeated entries', () => {
  assert.deepEqual(kubeconfigPaths({ KUBECONFIG: '/foo:/bar::/foo', HOME: '/h' }, undefined, 'linux'), [
    '/foo',
    '/bar',
  ]);
  assert.deepEqual(kubeconfigPaths({ KUBECONFIG: 'C:\\a;D:\\b' }, '', 'win32'), ['C:\\a', 'D:\\b']);
});

test('without KUBECONFIG it is .kube/config in the home directory', () => {
  assert.deepEqual(kubeconfigPaths({ HOME: '/h' }, undefined, 'linux'), ['/h/.kube/config']);
  assert.deepEqual(kubeconfigPaths({ HOME: '/h', KUBECONFIG: '' }, undefined, 'darwin'), ['/h/.kube/config']);
  assert.deepEqual(kubeconfigPaths({ KUBECONFIG: '::' }, undefined, 'linux'), ['.kube/config']);
});

test('entries go to the first file that exists, else to the last of the list', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kubeconfig-paths-'));
  const [folder, missing, file, unreadable] = ['folder', 'missing', 'file', 'file/below'].map((name) =>
    join(dir, name),
  );
  mkdirSync(folder as string);
  writeFileSync(file as string, '');
  const choose = (...paths: (string | undefined)[]) =>
    pathForMerge({ KUBECONFIG: paths.join(':') }, undefined, 'linux');
  assert.equal(choose(missing, folder, file), file);
  assert.equal(choose(file, missing), file);
  assert.equal(choose(unreadable, file), file);
  assert.equal(choose(file && missing, folder), folder);
  assert.equal(pathForMerge({ KUBECONFIG: file }, missing, 'linux'), missing);
});

test('the home directory on Windows', () => {
  const env = { HOME: 'C:\\home', HOMEDRIVE: 'D:', HOMEPATH: '\\me', USERPROFILE: 'E:\\profile' };
  const tree =
    (entries: Record<string, boolean>): Stat =>
    (path) =>
      path in entries ? { writable: entries[path] === true } : undefined;
  assert.equal(windowsHome(env, tree({ 'C:\\home': true, 'D:\\me\\.kube\\config': true })), 'D:\\me');
  assert.equal(windowsHome(env, tree({ 'C:\\home': false, 'D:\\me': true, 'E:\\profile': true })), 'E:\\profile');
  assert.equal(windowsHome(env, tree({ 'D:\\me': false })), 'D:\\me');
  assert.equal(windowsHome({ USERPROFILE: 'E:\\profile' }, tree({})), 'E:\\profile');
  assert.equal(windowsHome({}, tree({})), '');
});
