import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { consoleProgress } from '../../scripts/setup/console.js';
import { hostArch } from '../../src/build/base/base-parts.js';
import { materialize } from '../../src/build/cache.js';
import { kubernetesPart } from '../../src/build/parts/kubernetes.js';
import { loadPins } from '../../src/build/pins.js';
import { CommandError, run } from '../../src/exec/run.js';
import type { User } from '../support/kind.js';
import { suiteImagesPart } from './images.js';
import { suiteProgramsPart } from './programs.js';
import { hasEnded, type ReportedCase, readReport } from './report.js';

/** Addresses of Services in a cluster without settings of its own. */
const SERVICE_SUBNET = '10.96.0.0/16';

/** The cluster: by its name, one that was interrupted is known as a test's. */
const NAME = 'e2e-conformance';

/** Workers of the cluster, which the suite's pods run on. */
const WORKERS = 2;

/** What the suite has to know of the clusters' storage, to test it as a driver: what it can do (local-path-provisioner). */
const LOCAL_PATH = {
  StorageClass: { FromExistingClassName: 'standard' },
  DriverInfo: {
    Name: 'rancher.io/local-path',
    SupportedSizeRange: { Min: '1Mi' },
    RequiredAccessModes: ['ReadWriteOnce'],
    Capabilities: { persistence: true, exec: true, multipods: true, singleNodeVolume: true },
  },
};

/** What is built, once, to run the suite. */
export interface Suite {
  /** Kubernetes version with its `v`. */
  version: string;
  /** The suite's program, and flags of it on which cases depend. */
  e2e: readonly string[];
  /** Absolute paths of programs, and of the archive with the images of the suite's pods. */
  ginkgo: string;
  kubectl: string;
  images: string;
}

/**
 * Builds the suite of the default Kubernetes version, or takes it from the cache.
 *
 * @param work absolute path of a directory for files
 */
export async function buildSuite(work: string): Promise<Suite> {
  const progress = consoleProgress();
  const version = (await loadPins()).kubernetes.default;
  const arch = hostArch;
  const kubernetes = await materialize(await kubernetesPart({ version, arch }), { progress });
  const programs = await materialize(await suiteProgramsPart(version, arch), { progress });
  const images = await materialize(await suiteImagesPart({ version, arch, programs }), { progress });
  const bin = join(programs.dir, 'bin');
  const kubectl = join(work, 'kubectl'); // the program is the one that it is called as
  await symlink(join(kubernetes.dir, 'bin', 'kubernetes'), kubectl);
  const driver = join(work, 'local-path.json');
  await writeFile(driver, JSON.stringify(LOCAL_PATH));
  return {
    version,
    e2e: [join(bin, 'e2e.test'), `--storage.testdriver=${driver}`],
    ginkgo: join(bin, 'ginkgo'),
    kubectl,
    images: join(images.dir, 'images.tar'),
  };
}

/** Makes a cluster of one control plane and two workers that have the images, for as long as `use` runs. */
export async function withCluster<T>(user: User, suite: Suite, use: () => Promise<T>): Promise<T> {
  const nodes = ['control-plane', ...Array<string>(WORKERS).fill('worker')].map((role) => `- role: ${role}\n`);
  const config = `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n${nodes.join('')}`;
  try {
    await user.mustKind(['create', 'cluster', '--name', NAME, '--config=-', '--wait', '3m'], { stdin: config });
    await user.mustKind(['load', 'image-archive', suite.images, '--name', NAME]);
    await user.podsReady(NAME, 120);
    await keepServiceAddressesInside(user);
    return await use();
  } finally {
    await user.kind(['delete', 'cluster', '--name', NAME]);
  }
}

/**
 * Rejects packets to addresses of Services that no Service takes: they would leave the node by its default route. Where
 * the machine's network answers for any address (a transparent proxy), cases would get that answer when they expect none.
 */
async function keepServiceAddressesInside(user: User): Promise<void> {
  const nodes = (await user.mustKind(['get', 'nodes', '--name', NAME])).trim().split('\n');
  for (const node of nodes) {
    for (const chain of ['FORWARD', 'OUTPUT']) {
      await run([user.engine, 'exec', node, 'iptables', '-A', chain, '-d', SERVICE_SUBNET, '-j', 'REJECT']);
    }
  }
}

export interface RunCasesOptions {
  suite: Suite;
  /** Full names. */
  cases: readonly string[];
  /** Whose kubeconfig has the cluster. */
  user: User;
  /** Absolute path of a directory for files. */
  work: string;
  /** Minutes until no more cases are begun, and those that run are ended. */
  minutes: number;
  /** How many cases run at the same time. */
  processes: number;
  /** Ends everything. */
  signal?: AbortSignal;
}

/**
 * Runs cases of the suite in the current cluster of a user's kubeconfig.
 *
 * @returns those that ran to their end; and failures outside of cases
 * @throws {CommandError} when ginkgo or the suite broke off
 */
export async function runCases(options: RunCasesOptions): Promise<ReportedCase[]> {
  const { suite, cases, user, work } = options;
  const [program = '', ...flags] = suite.e2e;
  const report = join(work, 'report.json');
  await mkdir(work, { recursive: true });
  const command = [
    suite.ginkgo,
    `--procs=${options.processes}`,
    `--timeout=${Math.round(options.minutes * 60)}s`,
    '--grace-period=20s',
    '--no-color',
    '--silence-skips',
    '--succinct',
    `--focus=${cases.map((name) => `${escaped(name)}$`).join('|')}`,
    `--output-dir=${work}`,
    '--json-report=report.json',
    program,
    '--',
    ...flags,
    '--provider=skeleton',
    `--kubeconfig=${user.kubeconfig}`,
    `--kubectl-path=${suite.kubectl}`,
    `--num-nodes=${WORKERS}`,
    `--e2e-output-dir=${work}`,
    '--dump-logs-on-failure=false',
  ];
  try {
    await run(command, { cwd: work, env: user.env, ...(options.signal ? { signal: options.signal } : {}) });
  } catch (error) {
    // It exits with 1 when cases failed, and when the time was over.
    if (!(error instanceof CommandError) || error.exitCode !== 1) throw error;
  }
  return (await readReport(report)).filter(hasEnded);
}

/** A regular expression that means exactly this text. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
