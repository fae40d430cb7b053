import type { Row, Run } from './run.js';
import { verdictOf } from './verdict.js';

export const HEADINGS = ['what', 'ours', 'upstream', 'ratio', 'goal', 'held'] as const;

/** The cells of a row for people: medians, and the median of the pairs' ratios. */
export function cellsOf(row: Row): string[] {
  const { ours, upstream, reference, ratio, goal, held } = verdictOf(row);
  const theirs = upstream === undefined ? 'not measured' : valueText(upstream, row.unit);
  const also = reference === undefined ? '' : ` (${row.reference?.what}: ${valueText(reference, row.unit)})`;
  return [
    row.what,
    valueText(ours, row.unit),
    `${theirs}${also}`,
    ratio === undefined ? '–' : ratio.toFixed(2),
    goal === '' ? '–' : goal,
    held === undefined ? '–' : held ? 'yes' : 'no',
  ];
}

/** What has to be said about the values of a run, each as `what: note`. */
export function notesOf({ rows }: Run): string[] {
  return rows.filter(({ note }) => note !== undefined).map(({ what, note }) => `${what}: ${note}`);
}

export function valueText(value: number, unit: Row['unit']): string {
  return `${value.toFixed(unit === 's' ? 2 : unit === 'MB' ? 1 : 0)} ${unit}`;
}

/** What a run was made on. */
export function machineText({ machine, engine, settle, busy, bootstrap }: Run): string {
  const { cpu, cpus, memory, kernel, engineVersion, storageDriver, cgroupVersion, image, imageId } = machine;
  const parts = [
    `${cpus} × ${cpu}`,
    `${(memory / 1000).toFixed(0)} GB`,
    `Linux ${kernel}`,
    `${engine} ${engineVersion} (${storageDriver}, cgroup v${cgroupVersion})`,
    `${image} ${imageId.replace(/^sha256:/, '').slice(0, 12)}`,
    `Node.js ${machine.node}`,
    `kind ${machine.upstream}`,
    `commit ${machine.commit}`,
    `memory after ${settle} s`,
    `up to ${(busy * 100).toFixed(0)} % of the processors busy before clusters`,
    ...(bootstrap === undefined ? [] : [`--bootstrap ${bootstrap}`]),
  ];
  return parts.join(', ');
}
