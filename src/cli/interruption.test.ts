import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { interruptions } from './exit-codes.js';

const main = new URL('main.js', import.meta.url);
const script = `process.argv.splice(1, 0, 'kind'); (await import(${JSON.stringify(main.href)})).main();`;

/** A docker that makes nodes which never boot. */
const docker = `#!/bin/sh
echo "$@" >>"$HOME/calls"
case "$1" in
  info) echo '{"ServerVersion": "28.0.0", "CgroupVersion": "2", "CgroupDriver": "systemd"}' ;;
  inspect) case "$*" in *type=image*) echo '[{"Id": "sha256:1", "RootFS": {"Layers": []}}]' ;; *) echo '[]' ;; esac ;;
  network) [ "$2" = ls ] && echo 1 ;;
  run) echo '${'c'.repeat(64)}' ;;
  logs | exec) exec sleep 60 ;;
esac
exit 0
`;

for (const [name, code] of Object.entries(interruptions)) {
  test(`${name} while a cluster is created: its nodes are removed, and the exit code is ${code}`, async (t) => {
    const home = await mkdtemp(join(tmpdir(), 'kindling-interruption-'));
    t.after(() => rm(home, { recursive: true }));
    execFileSync('sh', ['-c', 'cat >"$0" && chmod 755 "$0"', join(home, 'docker')], { input: docker });
    const cluster = `unit-${name.toLowerCase()}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, 'create', 'cluster', '-n', cluster], {
      env: { PATH: `${home}:${process.env.PATH}`, HOME: home, KIND_EXPERIMENTAL_PROVIDER: 'docker' },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    for await (const _ of watch(home)) {
      if (!/^logs /m.test(await readFile(join(home, 'calls'), 'utf8'))) continue;
      child.kill(name as NodeJS.Signals);
      // A terminal that closes tells its programs twice.
      if (name === 'SIGHUP') child.kill('SIGHUP');
      break;
    }
    assert.deepEqual(await ended, [code, null]);
    const calls = (await readFile(join(home, 'calls'), 'utf8')).split('\n');
    assert.ok(calls.includes(`rm -f -v ${cluster}-control-plane`), calls.join('\n'));
  });
}
