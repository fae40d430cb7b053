/** Bit of CAP_SYS_RESOURCE in capability masks (linux/capability.h). */
const CAP_SYS_RESOURCE = 24n;

/**
 * Whether a process may raise resource limits and lower OOM scores: CAP_SYS_RESOURCE is in both its effective and
 * its bounding set. Sandboxed CI machines lack it even for root, and then so does every container on them.
 *
 * @param status text of /proc/self/status
 */
export function mayRaiseLimits(status: string): boolean {
  return ['CapEff', 'CapBnd'].every((set) => {
    const mask = new RegExp(`^${set}:\\s*([0-9a-fA-F]+)$`, 'm').exec(status)?.[1];
    return mask === undefined || ((BigInt(`0x${mask}`) >> CAP_SYS_RESOURCE) & 1n) === 1n;
  });
}
