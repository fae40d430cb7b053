import { deepEqual, equal, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { eventually } from '../testing/eventually.js';
import { FakeApi } from '../testing/fake-api.js';
import { ApiClient } from './client.js';
import { watchCollection } from './watch.js';

/** Follows nodes, of which there are `a` and some more; their names are kept, unless they are hidden. */
async function follow(t: TestContext, more: string[] = []) {
  const api = await FakeApi.start(t);
  api.put('a', ['10.0.0.1'], ['10.244.0.0/24']);
  for (const name of more) api.put(name, [], []);
  const stop = new AbortController();
  const logs: string[] = [];
  let names: string[] = [];
  let changes = 0;
  const done = watchCollection({
    client: new ApiClient(api.inCluster, undefined),
    path: '/api/v1/nodes',
    pick: ({ metadata: { name, labels = {} } }) => (name.startsWith('hidden') || 'hidden' in labels ? undefined : name),
    onChange: (objects) => {
      changes++;
      names = [...objects.values()].sort();
    },
    signal: stop.signal,
    log: (level, message) => logs.push(`${level}: ${message}`),
  });
  t.after(async () => {
    stop.abort();
    await done;
  });
  const see = (...wanted: string[]) =>
    eventually(
      () => names.join() === wanted.toSorted().join(),
      () => ({ names, requests: api.requests, logs }),
    );
  await see('a', ...more);
  const lists = () => api.requests.filter((path) => !path.includes('watch=1')).length;
  const watching = (times: number) =>
    eventually(
      () => api.requests.length - lists() >= times,
      () => api.requests,
    );
  await watching(1);
  return { api, see, lists, watching, changes: () => changes, logs, stop, done };
}

test('objects are listed once and then followed', async (t) => {
  const { api, see, lists } = await follow(t);
  api.put('b', [], []);
  await see('a', 'b');
  api.delete('a');
  await see('b');
  equal(lists(), 1);
  ok(api.requests[1]?.includes('allowWatchBookmarks=true'));
});

test('a long list comes in pages', async (t) => {
  const names = Array.from({ length: 120 }, (_, i) => `node-${i}`);
  const { api, see } = await follow(t, names);
  await see('a', ...names);
  deepEqual(
    api.requests.slice(0, 3).map((path) => path.replace(/.*\?/, '')),
    ['limit=50', 'limit=50&continue=50', 'limit=50&continue=100'],
  );
});

test('all pages, and the watch behind them, come over one connection', async (t) => {
  const { api, watching, see } = await follow(t, ['b']);
  await watching(1);
  api.put('c', [], []);
  await see('a', 'b', 'c');
  api.endWatches();
  await watching(2);
  equal(api.connections, 1);
});

test('changes of what is not kept are not told', async (t) => {
  const { api, see, changes } = await follow(t);
  const before = changes();
  api.put('a', ['10.0.0.9'], []);
  api.put('b', [], []);
  await see('a', 'b');
  equal(changes() - before, 1);
});

test('objects of which nothing is kept are as good as gone', async (t) => {
  const { api, see } = await follow(t);
  api.put('hidden-b', [], []);
  api.apply('/api/v1/nodes', { metadata: { name: 'a', labels: { hidden: '' } } });
  await see();
});

test('a watch that the server ends is taken up where it was, bookmarks count', async (t) => {
  const { api, see, lists, watching } = await follow(t);
  api.bookmark();
  api.put('b', [], []);
  await see('a', 'b');
  api.endWatches();
  api.put('c', [], []);
  await see('a', 'b', 'c');
  await watching(2);
  equal(lists(), 1);
  ok(api.requests.at(-1)?.endsWith('resourceVersion=4'), api.requests.at(-1));
});

test('when the version is gone everything is listed again', async (t) => {
  const { api, see, lists } = await follow(t);
  api.compact();
  api.put('b', [], []);
  await see('a', 'b');
  equal(lists(), 2);
});

test('an error event ends the watch and leads to a new list', async (t) => {
  const { api, see, lists } = await follow(t);
  api.sendError(500);
  await eventually(
    () => lists() === 2,
    () => api.requests,
  );
  api.put('b', [], []);
  await see('a', 'b');
});

test('an API server that goes away is waited for, and the outage is logged once', async (t) => {
  const { api, see, logs } = await follow(t);
  api.stop();
  await eventually(
    () => logs.some((line) => line.includes('ECONNREFUSED')),
    () => logs,
  );
  await api.listen();
  api.put('b', [], []);
  await see('a', 'b');
  equal(logs.filter((line) => line.includes('ECONNREFUSED')).length, 1);
});

test('a replaced token is read again', async (t) => {
  const { api, see } = await follow(t);
  api.token = 'token-2';
  api.writeToken('token-2');
  api.endWatches();
  api.put('b', [], []);
  await see('a', 'b');
});

test('aborting ends the watch at once', async (t) => {
  const { stop, done } = await follow(t);
  stop.abort();
  deepEqual(await done, undefined);
});
