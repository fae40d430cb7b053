import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detectEngine } from '../../src/cluster/index.js';
import { CLUSTER_LABEL } from '../../src/create/labels.js';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';
import { silent } from '../../src/progress.js';

/** Everything that clusters could leave on this machine: compare before and after. */
export async function leftovers(engine: EngineName): Promise<Record<string, string[]>> {
  const env = { ...process.env, KIND_EXPERIMENTAL_PROVIDER: engine };
  const containers = await (await detectEngine({ env, progress: silent })).listContainers({
    [CLUSTER_LABEL]: undefined,
  });
  const list = async (...args: string[]) => (await run([engine, ...args])).stdout.split('\n').filter(Boolean).sort();
  const temporary = (await readdir(tmpdir())).filter((name) => /^(kindling-sample-|images-tar)/.test(name));
  const locks = await readdir(join(tmpdir(), `kindling-${process.getuid?.()}`)).catch(() => []);
  // Others may be creating clusters of their own on this machine.
  const own = locks.filter((name) => new RegExp(`^${engine}-(e2e-|kind\\.)`).test(name));
  return {
    containers: containers.map(({ name }) => name).sort(),
    volumes: await list('volume', 'ls', '--quiet'),
    networks: (await list('network', 'ls', '--format', '{{.Name}}')).filter((name) => name !== 'kind'),
    locks: own,
    temporary,
  };
}
