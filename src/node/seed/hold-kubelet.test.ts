import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdKubelet } from './hold-kubelet.js';

/** Names that no other process of the machine has. */
const names = ['kubelet', 'etcd', 'api'].map((name) => `kindling-test-${name}-${process.pid}`) as [
  string,
  string,
  string,
];
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

async function start(name: string): Promise<ChildProcess> {
  const child = spawn('sleep', ['60'], { argv0: name });
  children.push(child);
  await once(child, 'spawn');
  return child;
}

/** Waits for the state of a process: `T` is stopped, `S` asleep. */
async function reaches(child: ChildProcess, state: string): Promise<void> {
  const current = () => /\) (\w)/.exec(readFileSync(`/proc/${child.pid}/stat`, 'utf8'))?.[1];
  for (let tries = 0; current() !== state; tries++) {
    assert.ok(tries < 200, `the process is ${current()}, not ${state}`);
    await sleep(10);
  }
}

test('the kubelet is still from when its servers run until they answer, and while none of them has ended', async () => {
  const [name, ...programs] = names;
  const kubelet = await start(name);
  let answer: (value: string) => void = () => {};
  const answered = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const held = holdKubelet(answered, { process: async () => kubelet.pid, programs });
  await start(programs[0] ?? '');
  await sleep(100);
  await reaches(kubelet, 'S');
  const api = await start(programs[1] ?? '');
  await reaches(kubelet, 'T');
  api.kill('SIGKILL');
  await reaches(kubelet, 'S');
  await start(programs[1] ?? '');
  await reaches(kubelet, 'T');
  answer('ready');
  assert.equal(await held, 'ready');
  await reaches(kubelet, 'S');
});

test('it goes on when the servers do not answer', async () => {
  const [name, ...programs] = names;
  const kubelet = await start(name);
  for (const program of programs) await start(program);
  const answer = sleep(200).then(() => Promise.reject(new Error('no answer')));
  const held = holdKubelet(answer, { process: async () => kubelet.pid, programs });
  await Promise.all([reaches(kubelet, 'T'), assert.rejects(held, /^Error: no answer$/)]);
  await reaches(kubelet, 'S');
});

test('without a kubelet there is nobody to hold', async () => {
  const [, ...programs] = names;
  for (const program of programs) await start(program);
  assert.equal(await holdKubelet(sleep(100, 'ready'), { process: async () => undefined, programs }), 'ready');
});
