import { join } from 'node:path';
import { run } from '../../src/exec/run.js';
import { readReport } from './report.js';

/** What the cases are about. */
export const GROUPS = [
  'network-policy',
  'network',
  'storage',
  'storage-waiting',
  'services',
  'persistent-volumes',
] as const;
export type Group = (typeof GROUPS)[number];

/** The provisioner of a cluster's volumes, as the suite names its cases. */
const LOCAL_PATH = 'External Storage [Driver: rancher.io/local-path] ';

/** Cases of the suite, by their full names. */
export interface Selection {
  groups: Record<Group, string[]>;
  /** Why others of the same kinds are not run, by name. */
  leftOut: Record<string, string>;
}

/**
 * Names of all cases that the suite has, without running any.
 *
 * @param suite the program and the flags that its cases depend on
 * @param work absolute path of a directory for files
 */
export async function allCases(suite: readonly string[], work: string): Promise<string[]> {
  const file = join(work, 'all-cases.json');
  await run([...suite, '--ginkgo.dry-run', '--ginkgo.silence-skips', `--ginkgo.json-report=${file}`], { cwd: work });
  return (await readReport(file)).map(({ name }) => name);
}

/** Chooses cases: what docs/conformance.md says, and why not the others of the same kinds. */
export function selectCases(names: readonly string[]): Selection {
  const groups = Object.fromEntries(GROUPS.map((group) => [group, [] as string[]])) as Selection['groups'];
  const leftOut: Selection['leftOut'] = {};
  for (const name of names) {
    const group = groupOf(name);
    if (group === undefined) continue;
    const reason = reasonAgainst(name, group);
    if (reason === undefined) groups[group].push(name);
    else leftOut[name] = reason;
  }
  return { groups, leftOut };
}

function groupOf(name: string): Group | undefined {
  const [, sig, rest = ''] = /^\[(sig-\w+)\] (.*)$/s.exec(name) ?? [];
  const conformance = name.includes('[Conformance]');
  if (sig === 'sig-network') {
    if (rest.startsWith('Netpol ')) return 'network-policy';
    if (conformance) return 'network';
    if (
      /^(Services|DNS|Networking|HostPort|Conntrack|Traffic Distribution|Connectivity|KubeProxy|NoSNAT) /.test(rest)
    ) {
      return 'services';
    }
  }
  if (sig === 'sig-storage') {
    if (conformance || name.includes('[NodeConformance]'))
      return name.includes('[Slow]') ? 'storage-waiting' : 'storage';
    if (/^(PersistentVolumes-local|PVC? Protection|PersistentVolumes Default StorageClass) /.test(rest)) {
      return 'persistent-volumes';
    }
    if (rest.startsWith('Dynamic Provisioning DynamicProvisioner Default ')) return 'persistent-volumes';
  }
  if (name.startsWith(LOCAL_PATH) && /\((default fs|late-binding)\)\]/.test(name)) return 'persistent-volumes';
  return undefined;
}

/** Why cases are left out: the first that fits their names. */
const REASONS: readonly [RegExp, string][] = [
  [/SCTP/, "about SCTP, which is a module of the host's kernel"],
  [/\[Provider:/, "a cloud's own"],
  [/Internet connection/, 'needs the Internet'],
  [/^\[sig-network\] DNS configMap/, "replaces CoreDNS's configuration, alone: [Slow] [Serial]"],
  [/\[Volume type: (block|gce-)/, 'would make block devices on the host'],
  [/(Inline-volume|Pre-provisioned PV|CSI Ephemeral-volume)/, 'local-path has no such volumes'],
  [/Stress/, 'a stress test'],
];

function reasonAgainst(name: string, group: Group): string | undefined {
  if (group === 'network' || group === 'storage' || group === 'storage-waiting') return undefined;
  // These of NetworkPolicy need no SCTP: they see that policies about it do no harm.
  if (group === 'network-policy') return name.includes('[Feature:SCTPConnectivity]') ? REASONS[0]?.[1] : undefined;
  const label = /\[(?:Disruptive|Flaky|Feature:|FeatureGate:|Serial)[^\]]*\]/.exec(name)?.[0];
  return REASONS.find(([pattern]) => pattern.test(name))?.[1] ?? (label && `labelled ${label}`);
}
