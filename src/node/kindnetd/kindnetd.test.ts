import { equal, match, ok } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CommandError, type RunOptions } from '../../exec/run.js';
import { kindnetd } from './kindnetd.js';
import { ApiClient } from './kube/client.js';
import { readSettings } from './settings.js';
import { eventually } from './testing/eventually.js';
import { FakeApi } from './testing/fake-api.js';

const HOST_IP = '172.18.0.2';
const SUBNETS = '10.244.0.0/16';

/** Starts kindnetd with a fake API server and programs that only pretend to run. */
async function start(
  t: TestContext,
  { fails = () => false, interval = 60_000, mode = 'nft' } = {} as Partial<Setting>,
) {
  const api = await FakeApi.start(t);
  const directory = mkdtempSync(join(tmpdir(), 'kindling-kindnetd-'));
  const conflistPath = join(directory, '10-kindnet.conflist');
  const stop = new AbortController();
  const commands: string[] = [];
  const logs: string[] = [];
  const givenUp: unknown[] = [];
  const run = async (command: readonly string[], options?: RunOptions) => {
    const line = [...command, options?.stdin ?? ''].join(' ').trim();
    commands.push(line);
    if (fails(line)) throw new CommandError(command, 'exit status 2', { output: 'RTNETLINK answers: no' });
    return {
      stdout: line.startsWith(`iptables-${mode}-save`) ? ':KUBE-IPTABLES-HINT - [0:0]\n' : '',
      stderr: '',
      exitCode: 0,
    };
  };
  const done = kindnetd({
    settings: readSettings({ HOST_IP, POD_SUBNET: SUBNETS }),
    client: new ApiClient(api.inCluster, undefined),
    run,
    mtu: () => 1500,
    giveUp: (error) => {
      givenUp.push(error);
      stop.abort();
    },
    signal: stop.signal,
    log: (level, message) => logs.push(`${level}: ${message}`),
    conflistPath,
    interval,
  });
  t.after(async () => {
    stop.abort();
    await done;
    rmSync(directory, { recursive: true });
  });
  const sees = (holds: () => boolean) => eventually(holds, () => ({ commands, logs }), 10_000);
  const ran = (part: string) => sees(() => commands.some((command) => command.includes(part)));
  return { api, conflistPath, commands, logs, givenUp, sees, ran, done };
}

interface Setting {
  fails(command: string): boolean;
  interval: number;
  /** Of the node's iptables. */
  mode: 'nft' | 'legacy';
}

test('the CNI file is written as soon as the node has a pod CIDR', async (t) => {
  const { api, conflistPath, logs, sees } = await start(t);
  api.put('self', [HOST_IP], []);
  api.put('self', [HOST_IP], ['10.244.0.0/24']);
  await sees(() => logs.some((line) => line.includes('wrote ')));
  match(readFileSync(conflistPath, 'utf8'), /"subnet": "10\.244\.0\.0\/24"/);
});

test('nodes that come, change and go change routes', async (t) => {
  const { api, ran } = await start(t);
  api.put('self', [HOST_IP], ['10.244.0.0/24']);
  api.put('other', ['172.18.0.3'], ['10.244.1.0/24']);
  await ran('route replace 10.244.1.0/24 via 172.18.0.3 proto 107');
  api.put('other', ['172.18.0.4'], ['10.244.1.0/24']);
  await ran('route replace 10.244.1.0/24 via 172.18.0.4 proto 107');
});

test('masquerading is set up in nftables', async (t) => {
  const { ran, commands } = await start(t);
  await ran(`ip daddr ${SUBNETS} return\nmasquerade\n`);
  ok(commands.every((command) => !command.includes('restore') && !command.includes('list table ip6')));
});

test('masquerading is set up in iptables where that is what the node has', async (t) => {
  const { ran, commands } = await start(t, { mode: 'legacy' });
  await ran('iptables-legacy-restore --wait 5 --noflush');
  ok(commands.some((command) => command.includes(`-A KIND-MASQ-AGENT -d ${SUBNETS}`)));
  ok(commands.every((command) => !/^ip6tables.*restore/.test(command) && !command.includes('masquerade')));
});

test('everything is checked again in intervals, also while the API server is away', async (t) => {
  const { api, commands, sees, ran } = await start(t, { interval: 20 });
  api.put('self', [HOST_IP], ['10.244.0.0/24']);
  api.put('other', ['172.18.0.3'], ['10.244.1.0/24']);
  await ran('route replace 10.244.1.0/24');
  api.stop();
  const before = commands.length;
  await sees(
    () => commands.slice(before).filter((command) => command.includes('route replace 10.244.1.0/24')).length > 1,
  );
  await sees(() => commands.slice(before).filter((command) => command.includes('\nmasquerade\n')).length > 1);
});

test('a kernel that refuses routes again and again is given up, and the log tells it once', async (t) => {
  const { api, commands, givenUp, logs, sees } = await start(t, { fails: (command) => command.includes('-batch') });
  api.put('self', [HOST_IP], ['10.244.0.0/24']);
  api.put('other', ['172.18.0.3'], ['10.244.1.0/24']);
  await sees(() => givenUp.length > 0);
  equal(commands.filter((command) => command.includes('-batch')).length, 5);
  equal(logs.filter((line) => line.includes('RTNETLINK answers: no')).length, 1);
});
