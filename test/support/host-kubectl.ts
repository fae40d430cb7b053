import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { materialize } from '../../src/build/cache.js';
import { kubernetesPart } from '../../src/build/parts/kubernetes.js';
import { DEFAULT_NODE_IMAGE } from '../../src/config/defaults.js';

/** The command that runs a kubectl on this machine: the one that was built for the node image. */
export async function hostKubectl(): Promise<string[]> {
  const version = DEFAULT_NODE_IMAGE.split(':')[1] ?? '';
  const arch = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const { dir } = await materialize(await kubernetesPart({ version, arch }));
  const program = join(dir, 'bin/kubernetes');
  if (!existsSync(program)) throw new Error(`no kubernetes binary in ${dir}`);
  return [program, 'kubectl'];
}
