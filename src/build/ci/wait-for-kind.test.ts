import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { shippedFile } from '../pins.js';

/** What the script needs besides a client. */
const TOOLS = ['sh', 'cat', 'date', 'sleep'];
const DIRECTORIES = ['/usr/bin', '/bin'];

const script = await shippedFile('images', 'ci', 'wait-for-kind');
const find = (name: string) => DIRECTORIES.map((each) => join(each, name)).find((path) => existsSync(path));
const clients = ['curl', 'wget', 'bash', 'nc'].filter((name) => find(name) !== undefined);
assert.ok(clients.length > 0);

let server: Server;
let port: string;
const pages = new Map<string, string>();
const asked: string[] = [];

before(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const page = pages.get(request.url ?? '');
    response.writeHead(page === undefined ? 404 : 200).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = String((server.address() as AddressInfo).port);
});
after(() => {
  server.closeAllConnections();
  server.close();
});

interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the script where there is only one client. */
async function wait(t: TestContext, client: string, args: readonly string[], env = {}): Promise<Finished> {
  const directory = mkdtempSync(join(tmpdir(), 'kindling-wait-'));
  t.after(() => rmSync(directory, { recursive: true }));
  for (const name of [...TOOLS, client]) symlinkSync(find(name) ?? '', join(directory, name));
  const child = spawn(join(directory, 'sh'), [script, ...args], { env: { PATH: directory, ...env } });
  const finished: Finished = { code: null, stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      finished[stream] += text;
    });
  }
  finished.code = await new Promise((resolve) => child.once('close', resolve));
  return finished;
}

function reset(entries: Record<string, string>): void {
  pages.clear();
  asked.length = 0;
  for (const [path, body] of Object.entries(entries)) pages.set(path, body);
}

for (const client of clients) {
  test(`with ${client}: waits until the cluster is ready, and fetches the kubeconfig`, async (t) => {
    reset({ '/config?server=localhost:32001': 'apiVersion: v1\nkind: Config\n' });
    setTimeout(() => pages.set('/readyz?wait=5s', 'ok\n'), 1_500);
    const directory = join(tmpdir(), `kindling-wait-out-${process.pid}-${client}`);
    mkdirSync(directory);
    t.after(() => rmSync(directory, { recursive: true }));
    const kubeconfig = join(directory, 'config');
    const flags = ['--host', '127.0.0.1', '--port', port, '--kubeconfig', kubeconfig, '--server', 'localhost:32001'];
    // Proxies are not for what is beside us.
    const { code, stderr } = await wait(t, client, flags, { http_proxy: 'http://127.0.0.1:1' });
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(readFileSync(kubeconfig, 'utf8'), 'apiVersion: v1\nkind: Config\n');
    assert.equal(statSync(kubeconfig).mode & 0o777, 0o600);
    assert.ok(asked.filter((path) => path === '/readyz?wait=5s').length >= 2);
  });

  test(`with ${client}: says what the cluster waits for when the time is over`, async (t) => {
    reset({ '/status': 'pod kube-system/coredns: not Ready\nnode n: no network\n', '/docker-ready': '' });
    const env = { KIND_HOST: '127.0.0.1', KIND_PORT: port, KIND_TIMEOUT: '1' };
    const { code, stdout, stderr } = await wait(t, client, [], env);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, new RegExp(`^wait-for-kind: the cluster at 127\\.0\\.0\\.1:${port} is not ready after 1 s\n`));
    assert.match(stderr, /what it is waiting for:\n {2}pod kube-system\/coredns: not Ready\n {2}node n: no network\n/);
    assert.match(stderr, /its container runtime answers/);
  });

  test(`with ${client}: says that nothing answers`, async (t) => {
    const { code, stderr } = await wait(t, client, ['--host', '127.0.0.1', '--port', '1', '--timeout', '0']);
    assert.equal(code, 1);
    assert.match(stderr, /nothing answers there: /);
    assert.match(
      stderr,
      /does the container run, privileged, on the network of this one, by the name of "127\.0\.0\.1"\?/,
    );
  });
}

test('what it is called wrongly with is named', async (t) => {
  const client = clients[0] ?? '';
  const wrong: [string[], RegExp][] = [
    [['--port', 'x'], /the port is "x", but has to be a number/],
    [['--timeout', '1m'], /the timeout is "1m", but has to be a number of seconds/],
    [['--host', 'a b'], /the host is "a b", which is no host name/],
    [['--server', 'a$(b)'], /the server is "a\$\(b\)", which is no host/],
    [['--host'], /--host takes a value/],
    [['now'], /unknown argument "now": see wait-for-kind --help/],
  ];
  for (const [args, message] of wrong) {
    const { code, stderr } = await wait(t, client, args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
  }
  const { code, stdout } = await wait(t, client, ['--help']);
  assert.equal(code, 0);
  assert.match(stdout, /^usage: wait-for-kind /);
});
