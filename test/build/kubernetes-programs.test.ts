/**
 * Holds each program of the Kubernetes binary to its separate self, compiled from the same module: the same flags,
 * and the same version. Takes about half a minute when the part is cached.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { materialize } from '../../src/build/cache.js';
import { goBuild } from '../../src/build/go.js';
import { crictlPart } from '../../src/build/parts/crictl.js';
import { fittingCrictl } from '../../src/build/parts/kubernetes/crictl.js';
import { kubernetesPart, versionVariables } from '../../src/build/parts/kubernetes.js';
import { loadPins } from '../../src/build/pins.js';
import { run } from '../../src/exec/run.js';

const pins = await loadPins();
const version = process.env.KINDLING_TEST_KUBERNETES ?? pins.kubernetes.default;

/** The separate programs, and how each is asked for its version and, if not by `--help`, its flags. */
const programs: { name: string; package?: string; version: string; help?: string }[] = [
  ...['kube-apiserver', 'kube-controller-manager', 'kube-proxy', 'kube-scheduler', 'kubelet'].map((name) => ({
    name,
    package: `k8s.io/kubernetes/cmd/${name}`,
    version: '--version',
  })),
  { name: 'kubeadm', package: 'k8s.io/kubernetes/cmd/kubeadm', version: 'version' },
  { name: 'kubectl', package: 'k8s.io/kubernetes/cmd/kubectl', version: 'version', help: 'options' },
  { name: 'etcd', package: 'go.etcd.io/etcd/server/v3', version: '--version' },
  { name: 'etcdctl', package: 'go.etcd.io/etcd/etcdctl/v3', version: 'version' },
  { name: 'etcdutl', package: 'go.etcd.io/etcd/etcdutl/v3', version: 'version' },
  // Alone, it is a part.
  ...(fittingCrictl(version, pins) ? [{ name: 'crictl', version: '--version' }] : []),
];

let binary: string;
let separate: string;

before(async () => {
  const { dir } = await materialize(await kubernetesPart({ version, arch: 'amd64' }));
  binary = join(dir, 'bin', 'kubernetes');
  separate = await mkdtemp(join(tmpdir(), 'kindling-programs-'));
  const variables = versionVariables(version);
  for (const program of programs) {
    if (program.package === undefined) continue;
    const build = { packages: [program.package], variables };
    await goBuild(build, join(separate, program.name), { dir: join(dir, 'module'), arch: 'amd64' });
  }
  const crictl = await materialize(await crictlPart({ arch: 'amd64' }));
  await symlink(join(crictl.dir, 'bin', 'crictl'), join(separate, 'crictl'));
});
after(() => rm(separate, { recursive: true, force: true }));

/** What a program writes, whatever its exit code (kubectl's version fails without a cluster). */
async function output(command: string[]): Promise<string> {
  const { stdout, stderr } = await run(command, { okCodes: [0, 1, 2], env: { ...process.env, COLUMNS: '1000' } });
  return stdout + stderr;
}

function flags(help: string): string[] {
  return [...new Set(help.match(/(?<=\s)--?[a-z][\w.-]*/g))].sort();
}

for (const program of programs) {
  test(`${program.name} has the flags it has alone`, async () => {
    const help = program.help ?? '--help';
    const alone = flags(await output([join(separate, program.name), help]));
    assert.ok(alone.length > 1, `no flags found for ${program.name}`);
    assert.deepEqual(flags(await output([binary, program.name, help])), alone);
  });

  test(`${program.name} tells the version it tells alone`, async () => {
    const alone = await output([join(separate, program.name), program.version]);
    assert.equal(await output([binary, program.name, program.version]), alone);
  });
}
