import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine } from '../../engine/engine.js';
import { CommandError } from '../../exec/run.js';
import { checkIpvs } from './check-ipvs.js';

const { signal } = new AbortController();

/** An engine whose every `exec` fails with this output. */
const failing = (output: string) =>
  ({
    exec: async (_: string, command: readonly string[]) => {
      throw new CommandError(command, 'exit status 255', { exitCode: 255, output });
    },
  }) as unknown as Engine;

test('a kernel without IPVS is refused, with what to do', async () => {
  const engine = failing('RTNETLINK answers: No such file or directory\nError talking to the kernel\n');
  await assert.rejects(checkIpvs({ engine }, 'kind-worker', signal), {
    code: 'PREFLIGHT',
    message: 'kubeProxyMode is "ipvs", and the kernel under node "kind-worker" has no IPVS',
    hint: /kubeProxyMode to nftables or iptables/,
  });
});

test('a kernel with IPVS passes, and so does an image without the program that asks', async () => {
  await checkIpvs({ engine: { exec: async () => ({}) } as unknown as Engine }, 'kind-worker', signal);
  await checkIpvs({ engine: failing('exec: "genl": executable file not found in $PATH') }, 'kind-worker', signal);
});
