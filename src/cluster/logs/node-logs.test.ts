import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import tar from 'tar-stream';
import type { Engine } from '../../engine/engine.js';
import type { ClusterNode } from '../list.js';
import { collectNodeLogs } from './node-logs.js';

test('a file that cannot be written is one error among the others', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'kind-node-logs-'));
  t.after(() => rmSync(dir, { recursive: true }));
  mkdirSync(join(dir, 'journal.log'));
  const exec: Engine['exec'] = async (_node, command, options) => {
    if (command[0] === 'tar') {
      const pack = tar.pack();
      pack.finalize();
      for await (const chunk of pack) options?.onOutput?.(chunk as Buffer, 'stdout');
    } else {
      options?.onOutput?.(Buffer.from('first\n'), 'stdout');
      await setTimeout(50);
      options?.onOutput?.(Buffer.from('last\n'), 'stdout');
    }
    return { stdout: '', stderr: '', exitCode: 0 };
  };
  const engine = { exec, inspectRaw: async () => '[]', logs: () => Readable.from(['console\n']) } as Partial<Engine>;
  const node = { name: 'kind-control-plane', state: 'running' } as ClusterNode;
  const errors = await collectNodeLogs(node, dir, { engine: engine as Engine });
  assert.equal(errors.length, 1, String(errors));
  assert.match(String(errors[0]), /failed to collect .*journal\.log: EISDIR/);
  assert.equal(readFileSync(join(dir, 'kubelet.log'), 'utf8'), 'first\nlast\n');
});
