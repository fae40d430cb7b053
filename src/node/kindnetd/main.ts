import { messageOf } from '../../errors.js';
import { run } from '../../exec/run.js';
import { logToStderr } from '../log.js';
import { kindnetd } from './kindnetd.js';
import { ApiClient } from './kube/client.js';
import { inCluster } from './kube/in-cluster.js';
import { nodeMtu } from './mtu.js';
import { readSettings } from './settings.js';
import { keepHeapSmall } from './small-heap.js';

function fail(error: unknown): never {
  logToStderr('ERROR', messageOf(error));
  process.exit(1);
}

/** kindnetd in its DaemonSet: runs until it's told to end. */
async function main(): Promise<void> {
  keepHeapSmall();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(0));
  const settings = readSettings(process.env);
  const client = new ApiClient(inCluster(process.env), settings.controlPlaneEndpoint);
  const signal = new AbortController().signal;
  await kindnetd({ settings, client, run, mtu: nodeMtu, giveUp: fail, signal, log: logToStderr });
}

main().catch(fail);
