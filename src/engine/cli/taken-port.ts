/** An address and port on the host. */
export interface HostPort {
  /** Address without brackets, empty when it is not known. */
  address: string;
  port: number;
}

/**
 * Finds the host port that an engine says is in use. Known wordings: Docker's `Bind for 0.0.0.0:80 failed: port is
 * already allocated`, `listen tcp4 127.0.0.1:80: bind: address already in use`, `failed to bind host port for
 * 127.0.0.1:80:172.18.0.2:80/tcp: address already in use`; podman's `listen tcp [::1]:80: bind: address already in
 * use`.
 *
 * @param text what the engine printed
 */
export function takenPort(text: string): HostPort | undefined {
  if (!/address already in use|port is already allocated/i.test(text)) return undefined;
  const found =
    /(?:listen (?:tcp|udp|sctp)[46]?|bind for|bind host port(?: for)?:?|exposing port \w+) (\[[^\]]*\]|[\d.]*|::):(\d+)/i.exec(
      text,
    );
  if (!found) return undefined;
  return { address: (found[1] ?? '').replace(/^\[|\]$/g, ''), port: Number(found[2]) };
}
