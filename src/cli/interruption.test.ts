import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeProgram } from '../exec/testing/write-program.js';
import { interruptions } from './exit-codes.js';

const main = new URL('main.js', import.meta.url);
const script = `process.argv.splice(1, 0, 'kind'); (await import(${JSON.stringify(main.href)})).main();`;

/** A docker that makes nodes which never boot. */
const docker = `echo "$@" >>"$HOME/calls"
case "$1" in
  info) echo '{"ServerVersion": "28.0.0", "CgroupVersion": "2", "CgroupDriver": "systemd"}' ;;
  inspect) case "$*" in
    *type=image*) echo '[{"Id": "sha256:1", "RootFS": {"Layers": []}}]' ;; 
    *) echo '[{"Id": "1", "Name": "/node", "State": {"Status": "running"}}]' ;; esac ;;
  network) [ "$2" = ls ] && echo 1 ;;
  run) echo '${'c'.repeat(64)}' ;;
  logs | exec) exec sleep 60 ;;
esac
exit 0`;

for (const [name, code] of Object.entries(interruptions)) {
  test(`${name} while a cluster is created: its nodes are removed, and the exit code is ${code}`, async (t) => {
    const home = await mkdtemp(join(tmpdir(), 'kindling-interruption-'));
    t.after(() => rm(home, { recursive: true }));
    writeProgram(join(home, 'docker'), docker);
    const calls = () => readFile(join(home, 'calls'), 'utf8').catch(() => '');
    const cluster = `unit-${name.toLowerCase()}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, 'create', 'cluster', '-n', cluster], {
      env: { PATH: `${home}:${process.env.PATH}`, HOME: home, TMPDIR: home, KIND_EXPERIMENTAL_PROVIDER: 'docker' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    const ended = once(child, 'close');
    while (child.exitCode === null && !/^logs /m.test(await calls())) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill(name as NodeJS.Signals);
    // A terminal that closes tells its programs twice.
    if (name === 'SIGHUP') child.kill('SIGHUP');
    assert.deepEqual(await ended, [code, null], stderr);
    assert.match(await calls(), new RegExp(`^rm -f -v ${cluster}-control-plane$`, 'm'));
  });
}
