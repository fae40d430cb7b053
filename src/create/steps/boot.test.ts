import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { Engine } from '../../engine/engine.js';
import { waitForBoot } from './boot.js';

/** A node whose console has these lines, and then nothing more, or its end. */
async function boot(lines: readonly string[], { ends = false, deadline = 50 } = {}): Promise<void> {
  const logs: Engine['logs'] = (_name, { signal } = {}) => {
    const console = new Readable({ read() {} });
    for (const line of lines) console.push(`${line}\r\n`);
    if (ends) console.push(null);
    signal?.addEventListener('abort', () => console.push(null));
    return console;
  };
  const alive = setInterval(() => {}, 10); // the deadline's timer does not keep the process
  try {
    await waitForBoot({ engine: { logs } as Engine }, 'node', new AbortController().signal, deadline);
  } finally {
    clearInterval(alive);
  }
}

const TARGET = '[  OK  ] Reached target \x1b[0;1;39mMulti-User System\x1b[0m.';

test('a node has booted when systemd says so', async () => {
  await boot(['INFO: detected cgroup v2', TARGET]);
  await boot(['INFO: detected cgroup v1', TARGET], { deadline: 60_000 });
});

test('on a host with cgroup v1 a node may have no more to say', async () => {
  await boot(['INFO: detected cgroup v1']);
});

test('a node that says nothing in time, or ends, is an error with what it said last', async () => {
  await assert.rejects(boot(['INFO: starting init']), {
    code: 'NODE_FAILED',
    message: /did not boot within 0.05 s: could not find a log line that matches .*\nINFO: starting init$/s,
  });
  await assert.rejects(boot(['INFO: detected cgroup v1', 'ERROR: no'], { ends: true, deadline: 60_000 }), {
    message: /^node "node" ended while it booted; its console ends with:\nINFO: detected cgroup v1\nERROR: no$/,
  });
});
