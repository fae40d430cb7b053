import { readText } from '../../boot/files.js';
import type { World } from '../../boot/world.js';

/** What a container may take of its machine; undefined: everything. */
export interface ContainerLimits {
  /** Thousandths of a processor. */
  cpu: number | undefined;
  /** Bytes. */
  memory: number | undefined;
}

/** What a machine has, in the same units. */
export interface MachineResources {
  cpu: number;
  memory: number;
}

/** Reads the limits of this container from its cgroup, of either version. */
export function containerLimits(world: World): ContainerLimits {
  const read = (path: string) => readText(world, `/sys/fs/cgroup/${path}`)?.trim();
  const [quota, period] = (read('cpu.max') ?? `${read('cpu/cpu.cfs_quota_us')} ${read('cpu/cpu.cfs_period_us')}`).split(
    ' ',
  );
  const cpu = (1000 * Number(quota)) / Number(period);
  const memory = Number(read('memory.max') ?? read('memory/memory.limit_in_bytes'));
  return { cpu: cpu > 0 ? Math.floor(cpu) : undefined, memory: memory > 0 ? memory : undefined };
}

/**
 * What the kubelet has to set aside, so that what pods can have is what the container may take (spec §10.1).
 *
 * @returns the value of the kubelet's `--system-reserved`; undefined when there is no limit below the machine's
 */
export function systemReserved(limits: ContainerLimits, machine: MachineResources): string | undefined {
  const beyond = (limit: number | undefined, all: number) => Math.max(0, all - (limit ?? all));
  const cpu = beyond(limits.cpu, machine.cpu);
  const memory = Math.floor(beyond(limits.memory, machine.memory) / 1024);
  const parts = [...(cpu > 0 ? [`cpu=${cpu}m`] : []), ...(memory > 0 ? [`memory=${memory}Ki`] : [])];
  return parts.length === 0 ? undefined : parts.join(',');
}
