import { readFileSync } from 'node:fs';

/** The interface that engines give a node. */
const INTERFACE = 'eth0';

/** MTU of the node's interface to the engine's network in bytes, or undefined when it has another name. */
export function nodeMtu(): number | undefined {
  try {
    const mtu = Number.parseInt(readFileSync(`/sys/class/net/${INTERFACE}/mtu`, 'utf8'), 10);
    return mtu > 0 ? mtu : undefined;
  } catch {
    return undefined;
  }
}
