import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { materialize, partKey } from '../../src/build/cache.js';
import { type GoBuild, type GoCommandOptions, go, goBuild, goBuildInputs, goVersion } from '../../src/build/go.js';
import type { Arch, Part } from '../../src/build/part.js';
import { kubernetesPart, versionVariables } from '../../src/build/parts/kubernetes.js';

const SUITE = 'k8s.io/kubernetes/test/e2e';
const PROGRAMS = [
  'k8s.io/kubernetes/test/images/agnhost',
  'k8s.io/kubernetes/test/images/regression-issue-74839',
  'github.com/onsi/ginkgo/v2/ginkgo',
];

/**
 * SHA-256 of the go.sum that the programs below need, by Kubernetes version. What Kubernetes' own programs need of it is
 * pinned in images/pins.json; here, modules of the tests are added.
 */
const GO_SUMS: Partial<Record<string, string>> = {
  'v1.36.3': 'afc17742953e67ccec0af2877054578f06f4b49fab32f4ca948332bf4dcc687b',
};

/**
 * Kubernetes' own end-to-end suite, and what it runs with, from the same Go module as the programs of our nodes: in
 * `bin/`, `e2e.test`, the `ginkgo` that runs it in parallel, and what its pods run: `agnhost`, `regression-issue-74839`.
 *
 * @param version Kubernetes version with its `v`
 */
export async function suiteProgramsPart(version: string, arch: Arch): Promise<Part> {
  const variables = versionVariables(version);
  const suite: GoBuild = { packages: [SUITE], variables, tests: true };
  const programs: GoBuild = { packages: PROGRAMS, variables };
  const kubernetes = await kubernetesPart({ version, arch });
  return {
    name: `conformance-programs-${arch}`,
    inputs: {
      go: await goVersion(),
      kubernetes: partKey(kubernetes),
      builds: [goBuildInputs(suite), goBuildInputs(programs)],
      goSum: GO_SUMS[version] ?? '',
    },
    async build({ dir, signal, log }) {
      const { dir: nodes } = await materialize(kubernetes, signal ? { signal } : {});
      const module = join(dir, 'module');
      await mkdir(module);
      for (const name of ['go.mod', 'go.sum']) await copyFile(join(nodes, 'module', name), join(module, name));
      const options = { dir: module, arch, signal };
      await completeModule(version, options);
      log(`compiling the end-to-end suite of Kubernetes ${version} (many minutes, the first time)`);
      await goBuild(programs, join(dir, 'bin/'), options);
      await goBuild(suite, join(dir, 'bin', 'e2e.test'), options);
    },
  };
}

/** Adds what the suite imports to go.mod and go.sum. */
async function completeModule(version: string, options: GoCommandOptions & { dir: string }): Promise<void> {
  await go(['list', '-mod=mod', '-deps', ...PROGRAMS], options);
  await go(['list', '-mod=mod', '-deps', '-test', SUITE], options);
  const goSum = createHash('sha256')
    .update(await readFile(join(options.dir, 'go.sum')))
    .digest('hex');
  const pinned = GO_SUMS[version];
  if (pinned !== undefined && pinned !== goSum) {
    throw new Error(`the Go modules of the end-to-end suite are not the pinned ones: SHA-256 of go.sum is ${goSum}`);
  }
}
