import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { GROUPS, type Group, type Selection } from './cases.js';
import type { ReportedCase } from './report.js';

/** How a case ended. */
export interface CaseResult {
  /** `skipped` by the suite itself, because of what the cluster is. */
  result: 'passed' | 'failed' | 'skipped';
  seconds: number;
  /** Why it failed or was skipped. */
  message?: string;
}

/** Results of runs, by the cases' names. */
export interface Results {
  /** Kubernetes version with its `v`. */
  kubernetes: string;
  cases: Record<string, CaseResult>;
}

const DOCS = new URL('../../../docs/', import.meta.url);
const RECORD = fileURLToPath(new URL('conformance.json', DOCS));
const PAGE = fileURLToPath(new URL('conformance.md', DOCS));

const TITLES: Record<Group, string> = {
  'network-policy': 'NetworkPolicy: all cases',
  network: 'Services, DNS and the rest of the network: conformance cases',
  storage: 'Volumes: conformance cases, of clusters and of nodes',
  'storage-waiting': 'Volumes: those that see for five minutes that nothing happens',
  services: 'Services, DNS and connections: other cases',
  'persistent-volumes': 'Persistent volumes: local ones, and those of local-path-provisioner',
};

/** What docs/conformance.json holds of a Kubernetes version. */
export async function recorded(kubernetes: string): Promise<Results> {
  const text = await readFile(RECORD, 'utf8').catch(() => undefined);
  const results = text === undefined ? undefined : (JSON.parse(text) as Results);
  return results?.kubernetes === kubernetes ? results : { kubernetes, cases: {} };
}

/** The result of a case that ran to its end. */
export function resultOf({ state, seconds, message }: ReportedCase): CaseResult {
  if (state === 'passed') return { result: 'passed', seconds };
  return { result: state === 'skipped' ? 'skipped' : 'failed', seconds, message };
}

/** Whether a case need not run again. */
export function isSettled(result: CaseResult | undefined): boolean {
  return result !== undefined && result.result !== 'failed';
}

/** Writes docs/conformance.json, and docs/conformance.md from it. */
export async function record(results: Results, selection: Selection): Promise<void> {
  const cases = Object.fromEntries(Object.entries(results.cases).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(RECORD, `${JSON.stringify({ ...results, cases }, null, 2)}\n`);
  await writeFile(PAGE, page(results, selection));
}

function page({ kubernetes, cases }: Results, { groups, leftOut }: Selection): string {
  const all = GROUPS.flatMap((group) => groups[group]);
  const resultsOf = (names: readonly string[], result: CaseResult['result']) =>
    names.filter((name) => cases[name]?.result === result);
  const notRun = all.filter((name) => cases[name] === undefined);
  const summary = GROUPS.map((group) => {
    const names = groups[group];
    const counts = (['passed', 'failed', 'skipped'] as const).map((result) => resultsOf(names, result).length);
    const notYet = names.filter((name) => cases[name] === undefined).length;
    return `| ${TITLES[group]} | ${[names.length, ...counts, notYet].join(' | ')} |`;
  });
  return [
    HEAD.replace('VERSION', kubernetes),
    '| cases | chosen | passed | failed | skipped by the suite | not run yet |',
    '|---|---|---|---|---|---|',
    ...summary,
    '',
    ...section('Failed', resultsOf(all, 'failed').map(withMessage(cases))),
    ...section('Skipped by the suite itself', resultsOf(all, 'skipped').map(withMessage(cases))),
    ...section('Chosen, but not run yet', notRun.map(line)),
    ...section(
      'Left out',
      Object.entries(leftOut).map(([name, reason]) => `${line(name)}: ${reason}`),
    ),
    ...GROUPS.flatMap((group) =>
      section(
        `Passed: ${TITLES[group]}`,
        resultsOf(groups[group], 'passed').map((name) => `${line(name)} (${cases[name]?.seconds} s)`),
      ),
    ),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...[...lines].sort(), ''];
}

function line(name: string): string {
  return `- \`${name}\``;
}

function withMessage(cases: Results['cases']): (name: string) => string {
  return (name) => `${line(name)}: ${cases[name]?.message?.split('\n')[0]}`;
}

const HEAD = `# Kubernetes' own end-to-end tests

Kubernetes' end-to-end suite, version VERSION, against a cluster of one control plane and two workers with kindling's own
network, network policies and storage.

This page is written by \`npm run conformance\`, from docs/conformance.json: it runs the chosen cases that have not passed
yet (\`-- --minutes 8\`: as many as that takes; \`-- storage\`: those of one group), and records how they end.
\`npm test -- conformance\` runs all of them anew, and records nothing.

- The suite (\`go test -c k8s.io/kubernetes/test/e2e\`), its agnhost and the ginkgo that runs cases in parallel are compiled
  from the same Go module as the nodes' programs (\`test/conformance/programs.ts\`).
- The images of its pods are made here (\`test/conformance/images.ts\`), under the names that the suite asks for: agnhost
  is the suite's own program with Debian's dig, curl, netcat, iproute2, iperf and bash on a static busybox, where upstream
  has Alpine's; busybox, nginx, conntrack and the resolver of glibc are Debian's.
- In the nodes, packets to addresses of Services that no Service takes are rejected. Else they would leave the machine,
  whose network may have a transparent proxy that answers where a case expects no answer.
- Chosen are all cases of NetworkPolicy, the conformance cases of sig-network, those of sig-storage that are asked of
  every cluster (\`[Conformance]\`) or every node (\`[NodeConformance]\`), and beyond conformance what a kind cluster has:
  Services, DNS, connections between pods and nodes, local persistent volumes and those of the default StorageClass, with
  the suite's tests for storage drivers.
- The suite's other cases of both groups are about clouds' load balancers and disks, and about CSI, NFS and iSCSI drivers,
  whose images can be had from registries only.
`;
