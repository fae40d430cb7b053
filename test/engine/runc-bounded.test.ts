import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CommandError, run } from '../../src/exec/run.js';

const SCRIPT = fileURLToPath(new URL('../../../engine/runc-bounded', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kindling-runc-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'runc'), '#!/bin/sh\necho "$@"\n');
chmodSync(join(folder, 'runc'), 0o755);

const bounded = async (...args: string[]): Promise<string> => {
  const { stdout } = await run([SCRIPT, ...args], { env: { PATH: `${folder}:${process.env.PATH}` } });
  return stdout.trim();
};

/** What runc would be given for a process that is to have every capability, one that no kernel has among them. */
const PROCESS = {
  args: ['true'],
  capabilities: { bounding: ['CAP_CHOWN', 'CAP_SYS_RESOURCE', 'CAP_X'] },
  rlimits: [{ type: 'RLIMIT_NOFILE', hard: 2 ** 40, soft: 2 ** 40 }],
};

/** The capabilities of PROCESS that this process could give. */
async function expected(): Promise<string[]> {
  const mask = BigInt(`0x${/^CapBnd:\s*(\w+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]}`);
  const has = (bit: number) => ((mask >> BigInt(bit)) & 1n) === 1n;
  return PROCESS.capabilities.bounding.filter((name) => name === 'CAP_X' || has(name === 'CAP_CHOWN' ? 0 : 24));
}

test('a container and a process in one are granted what the host can give, each time', async () => {
  const [config, process] = [join(folder, 'config.json'), join(folder, 'process.json')];
  for (let attempt = 0; attempt < 20; attempt++) {
    writeFileSync(config, JSON.stringify({ process: PROCESS, hostname: 'node' }));
    writeFileSync(process, JSON.stringify(PROCESS));
    assert.equal(await bounded('create', '--bundle', folder, 'id'), `create --bundle ${folder} id`);
    assert.equal(await bounded('exec', `--process=${process}`, 'id'), `exec --process=${process} id`);
    const [container, added] = [config, process].map((path) => JSON.parse(readFileSync(path, 'utf8')));
    assert.equal(container.hostname, 'node');
    for (const { args, capabilities, rlimits } of [container.process, added]) {
      assert.deepEqual(args, PROCESS.args);
      assert.deepEqual(capabilities.bounding, await expected());
      assert.ok(rlimits[0].hard < 2 ** 40 && rlimits[0].soft <= rlimits[0].hard, JSON.stringify(rlimits));
    }
  }
});

test('what cannot be read is not passed on to runc', async () => {
  const process = join(folder, 'broken.json');
  writeFileSync(process, '{');
  await assert.rejects(
    bounded('exec', '--process', process, 'id'),
    (error) => error instanceof CommandError && /runc-bounded: jq cannot read .*broken\.json/.test(error.output),
  );
});
