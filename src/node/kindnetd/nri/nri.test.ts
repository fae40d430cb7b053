import { deepEqual, equal, throws } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { eventually } from '../testing/eventually.js';
import { FakeRuntime } from '../testing/fake-runtime.js';
import { type RuntimePod, runPlugin } from './plugin.js';
import { decode, encode } from './protobuf.js';

const pod = (name: string, ips: string[] = ['10.244.0.2']): RuntimePod => {
  return {
    id: `id-${name}`,
    uid: `uid-${name}`,
    namespace: 'default',
    name,
    labels: { app: name, long: 'x'.repeat(5000) },
    ips,
  };
};

async function start(t: TestContext, runtime: FakeRuntime) {
  const stop = new AbortController();
  const seen: string[] = [];
  const running: RuntimePod[][] = [];
  const started: RuntimePod[] = [];
  const release: (() => void)[] = [];
  const done = runPlugin({
    path: runtime.path,
    signal: stop.signal,
    log: (_, message) => seen.push(message),
    onPods: (pods) => running.push(pods),
    onStart: (one) => {
      started.push(one);
      return new Promise((resolve) => release.push(resolve));
    },
    onStop: ({ name }) => seen.push(`stopped ${name}`),
  });
  t.after(async () => {
    stop.abort();
    await done;
  });
  const registered = (times: number) =>
    eventually(
      () => runtime.plugins.length === times,
      () => ({ seen, plugins: runtime.plugins.length }),
    );
  await registered(1);
  return { seen, running, started, release, registered };
}

test('a plugin registers for starts and stops of pods, and is told of those that run', async (t) => {
  const pods = ['a', 'b', 'c'].map((name) => pod(name));
  const runtime = await FakeRuntime.start(t, pods);
  const { running } = await start(t, runtime);
  deepEqual(runtime.plugins, [{ name: 'kindnetd', events: 3n }]);
  deepEqual(running, [pods]);
});

test('a pod does not start before the plugin is ready for it', async (t) => {
  const runtime = await FakeRuntime.start(t, [pod('a')]);
  const { started, release, seen } = await start(t, runtime);
  let answered = false;
  const told = runtime.tell('RunPodSandbox', pod('new', ['10.244.0.9', 'fd00::9'])).then(() => {
    answered = true;
  });
  await runtime.tell('StopPodSandbox', pod('a'));
  deepEqual(started, [pod('new', ['10.244.0.9', 'fd00::9'])]);
  deepEqual([answered, seen], [false, ['stopped a']]);
  release[0]?.();
  await told;
});

test('a runtime that was restarted is connected to again', async (t) => {
  const runtime = await FakeRuntime.start(t, [pod('a')]);
  const { registered, seen } = await start(t, runtime);
  runtime.disconnect();
  await registered(2);
  equal(seen.length, 1);
});

test('a node whose runtime has no NRI is left as it is, and the log tells it once', async (t) => {
  const stop = new AbortController();
  const logs: string[] = [];
  const done = runPlugin({
    path: '/nowhere/nri.sock',
    signal: stop.signal,
    log: (level, message) => logs.push(`${level}: ${message}`),
    onPods: () => {},
    onStart: async () => {},
    onStop: () => {},
  });
  t.after(() => stop.abort());
  await new Promise((resolve) => setTimeout(resolve, 800));
  stop.abort();
  await done;
  equal(
    logs.join('\n'),
    'WARN: the container runtime does not tell of starting pods: connect ENOENT /nowhere/nri.sock',
  );
});

test('numbers and text come out of a message as they went in', () => {
  const field = fc.oneof(fc.nat(), fc.string({ maxLength: 300 }));
  fc.assert(
    fc.property(fc.dictionary(fc.integer({ min: 1, max: 1000 }).map(String), field), (fields) => {
      const message = decode(encode(fields));
      for (const [number, value] of Object.entries(fields)) {
        equal(String(message.get(Number(number))?.[0]), String(value));
      }
    }),
  );
});

test('fields that are not known are passed over, and half a message is refused', () => {
  const bytes = Buffer.concat([Buffer.from([0x09, ...Array(8).fill(1), 0x15, 1, 2, 3, 4]), encode({ 3: 'x' })]);
  equal(String(decode(bytes).get(3)?.[0]), 'x');
  throws(() => decode(bytes.subarray(0, -1)), RangeError);
  throws(() => decode(Buffer.from([0x0b])), /no type 3/);
});
