import { writeText } from '../files.js';
import type { World } from '../world.js';

const PATH = '/etc/systemd/system.conf.d/proxy-default-environment.conf';
const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** Gives every unit, containerd and kubelet above all, the proxy settings that the node was created with. */
export function configureProxy(world: World): void {
  writeText(world, PATH, proxyEnvironment(world.env));
}

/** A systemd manager drop-in with the three proxy variables, empty ones included (systemd-system.conf(5)). */
export function proxyEnvironment(env: Readonly<Record<string, string | undefined>>): string {
  const assignments = NAMES.map((name) => quote(`${name}=${env[name] ?? ''}`));
  return `[Manager]\nDefaultEnvironment=${assignments.join(' ')}\n`;
}

/** systemd.syntax(7) quoting; `%` would start a specifier, and passwords in proxy URLs have it. */
function quote(assignment: string): string {
  return `"${assignment.replace(/["\\]/g, '\\$&').replaceAll('%', '%%')}"`;
}
