/** Hard limits as systemd writes them: a number, or `infinity`. */
export interface HardLimits {
  nofile: string;
  nproc: string;
  core: string;
}

/**
 * A process' hard resource limits.
 *
 * @param limits text of /proc/self/limits
 */
export function hardLimits(limits: string): HardLimits {
  const of = (name: string) => {
    const value = new RegExp(`^${name} +\\S+ +(\\S+)`, 'm').exec(limits)?.[1];
    return value === undefined || value === 'unlimited' ? 'infinity' : value;
  };
  return { nofile: of('Max open files'), nproc: of('Max processes'), core: of('Max core file size') };
}
