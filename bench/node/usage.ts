import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CgroupDirectory } from './cgroups.js';

/** Text of a file in a cgroup's directory. */
export type ReadFile = (name: string) => string;

/** A file of /proc counts in these, whatever the kernel's own are: USER_HZ, proc(5). */
const TICKS_PER_SECOND = 100;

export function filesOf({ path }: CgroupDirectory): ReadFile {
  return (name) => readFileSync(join(path, name), 'utf8');
}

/** Seconds of processor time that a cgroup and those below it have had: cpuacct.usage (ns), cpu.stat (µs). */
export function processorSeconds(version: 1 | 2, read: ReadFile): number {
  if (version === 1) return number('cpuacct.usage', read('cpuacct.usage')) / 1e9;
  return field('cpu.stat', read('cpu.stat'), 'usage_usec') / 1e6;
}

/**
 * The working set of a cgroup and those below it in MB, as the kubelet and cAdvisor have it: what is used, without file
 * pages that the kernel would give up first.
 */
export function workingSet(version: 1 | 2, read: ReadFile): number {
  const [usage, inactive] = version === 1 ? ['memory.usage_in_bytes', 'total_inactive_file'] : V2_MEMORY;
  const bytes = number(usage, read(usage)) - field('memory.stat', read('memory.stat'), inactive);
  return Math.max(0, bytes) / 1e6;
}

const V2_MEMORY = ['memory.current', 'inactive_file'] as const;

/** Seconds of processor time of all processes that this one has waited for, with theirs: proc(5), cutime and cstime. */
export function childProcessorSeconds(stat = readFileSync('/proc/self/stat', 'utf8')): number {
  // The second field is the program's name in parentheses, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (number('cutime', fields[13]) + number('cstime', fields[14])) / TICKS_PER_SECOND;
}

/** The value in a line `NAME VALUE`. */
function field(file: string, text: string, name: string): number {
  const line = text.split('\n').find((line) => line.startsWith(`${name} `));
  return number(`${name} of ${file}`, line?.slice(name.length + 1));
}

function number(what: string, text: string | undefined): number {
  if (text === undefined || !/^\d+\s*$/.test(text)) throw new Error(`${what} is not a number: "${text ?? ''}"`);
  return Number(text);
}
