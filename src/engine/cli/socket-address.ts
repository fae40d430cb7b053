/** Whether an engine's address is a socket of this machine: `unix://…`, Windows' `npipe://…`, or a path. */
export function isSocketAddress(address: string): boolean {
  return /^(unix|npipe|fd):/.test(address) || address.startsWith('/');
}
