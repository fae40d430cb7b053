import { join } from 'node:path';
import { materialize } from '../../src/build/cache.js';
import { goModulePart } from '../../src/build/parts/go-module.js';

/** Upstream's kind: the yardstick of tests and benchmarks, never part of the product. */
const PIN = {
  module: 'sigs.k8s.io/kind',
  version: 'v0.33.0',
  sum: 'h1:AjvDv3vOygb/VKLVQW87lfktIBzkxR8Ump9DjxC8+Lk=',
};

export const UPSTREAM_VERSION = PIN.version;

/** Builds upstream's kind unless it is in the cache; returns the path of its program. */
export async function upstreamKind(): Promise<string> {
  const arch = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const part = await goModulePart({ name: 'upstream-kind', pin: PIN, arch, builds: [{ packages: ['.'] }] });
  const { dir } = await materialize(part);
  return join(dir, 'bin/kind');
}
