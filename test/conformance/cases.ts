import { join } from 'node:path';
import { run } from '../../src/exec/run.js';
import { readReport } from './report.js';

/** What the cases are about. */
export const GROUPS = ['network-policy', 'network', 'storage'] as const;
export type Group = (typeof GROUPS)[number];

/** Cases of the suite, by their full names. */
export interface Selection {
  groups: Record<Group, string[]>;
  /** Why others of the same kinds are not run, by name. */
  leftOut: Record<string, string>;
}

/**
 * Names of all cases that the suite has, without running any.
 *
 * @param suite absolute path of e2e.test
 * @param work absolute path of a directory for files
 */
export async function allCases(suite: string, work: string): Promise<string[]> {
  const file = join(work, 'all-cases.json');
  await run([suite, '--ginkgo.dry-run', '--ginkgo.silence-skips', `--ginkgo.json-report=${file}`], { cwd: work });
  return (await readReport(file)).map(({ name }) => name);
}

/**
 * Chooses cases: the conformance cases of Services, DNS and all else of sig-network, all cases of NetworkPolicy, and what
 * sig-storage asks of every node and cluster.
 */
export function selectCases(names: readonly string[]): Selection {
  const selection: Selection = { groups: { 'network-policy': [], network: [], storage: [] }, leftOut: {} };
  for (const name of names) {
    const group = groupOf(name);
    if (group === undefined) continue;
    const reason = reasonAgainst(name);
    if (reason === undefined) selection.groups[group].push(name);
    else selection.leftOut[name] = reason;
  }
  return selection;
}

function groupOf(name: string): Group | undefined {
  if (/^\[sig-network\] Netpol/.test(name)) return 'network-policy';
  if (name.startsWith('[sig-network] ') && name.includes('[Conformance]')) return 'network';
  if (name.startsWith('[sig-storage] ') && /\[(Node)?Conformance\]/.test(name)) return 'storage';
  return undefined;
}

function reasonAgainst(name: string): string | undefined {
  if (name.includes('[Feature:SCTPConnectivity]')) {
    return "needs SCTP sockets: pods would load a module into the host's kernel, which the suite asks clusters to rule out";
  }
  return undefined;
}
