import assert from 'node:assert/strict';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';

export type Family = 'ipv4' | 'ipv6';

export function familyOf(address: string): Family {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

/** A URL of an address and port, with brackets where they belong. */
export function urlOf(address: string, port: number, scheme = 'http'): string {
  return `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}/`;
}

/** The host's own address on the network of a node: where the node's default route leads. */
export async function gatewayOf(engine: EngineName, node: string, family: Family): Promise<string> {
  const version = family === 'ipv4' ? '-4' : '-6';
  const { stdout } = await run([engine, 'exec', node, 'ip', version, '-json', 'route', 'show', 'default']);
  const gateway: unknown = JSON.parse(stdout)[0]?.gateway;
  assert.ok(typeof gateway === 'string', `node ${node} has no ${family} default route`);
  return gateway;
}
