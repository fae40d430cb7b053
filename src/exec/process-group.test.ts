import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { run } from './run.js';

/** Whether a process has ended; where nobody reaps orphans, a zombie remains. */
async function hasEnded(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone');
  return /^gone$|\) [ZX] /.test(state);
}

for (const [what, before] of [
  ['runs', ''],
  ['does not heed', 'controller.abort(); await new Promise((resolve) => setTimeout(resolve, 100));'],
]) {
  test(`a program that ${what} ends with this process`, { timeout: 10_000 }, async () => {
    const program = before ? "trap '' TERM; echo $$; while :; do sleep 0.1; done" : 'echo $$; sleep 60; true';
    const script = `
      import { run } from ${JSON.stringify(new URL('run.js', import.meta.url).href)};
      const controller = new AbortController();
      const onOutput = async (chunk) => {
        process.stdout.write(chunk);
        ${before}
        process.exit(0);
      };
      await run(['sh', '-c', ${JSON.stringify(program)}], { signal: controller.signal, onOutput });
    `;
    const { stdout } = await run([process.execPath, '--input-type=module', '-e', script]);
    const pid = Number(stdout.trim());
    assert.ok(pid > 0);
    for (let tries = 0; tries < 20 && !(await hasEnded(pid)); tries++) await setTimeout(50);
    assert.ok(await hasEnded(pid));
  });
}
