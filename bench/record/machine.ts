import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { DEFAULT_NODE_IMAGE } from '../../src/config/defaults.js';
import type { Engine } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';
import { UPSTREAM_VERSION } from '../../test/support/upstream-kind.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What values depend on, apart from what is measured. */
export interface Machine {
  cpu: string;
  cpus: number;
  /** Of the machine, in MB. */
  memory: number;
  kernel: string;
  engineVersion: string;
  storageDriver: string;
  cgroupVersion: 1 | 2;
  image: string;
  imageId: string;
  node: string;
  upstream: string;
  /** Of this repository; with `+` behind it when there were changes that were not committed. */
  commit: string;
}

export async function thisMachine(engine: Engine): Promise<Machine> {
  const { version, storageDriver, cgroupVersion } = await engine.info();
  const git = async (...args: string[]) => (await run(['git', '-C', ROOT, ...args])).stdout.trim();
  const changed = await git('status', '--porcelain', '--', '.', ':!bench/results');
  return {
    cpu: cpus()[0]?.model ?? '',
    cpus: cpus().length,
    memory: Math.round(totalmem() / 1e6),
    kernel: release(),
    engineVersion: version,
    storageDriver,
    cgroupVersion,
    image: DEFAULT_NODE_IMAGE,
    imageId: (await engine.imageId(DEFAULT_NODE_IMAGE)) ?? '',
    node: process.version,
    upstream: UPSTREAM_VERSION,
    commit: `${await git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : '+'}`,
  };
}
