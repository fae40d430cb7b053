import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KindlingError } from '../../errors.js';
import { type Environment, stateDir } from '../../state-dir.js';
import { isPodmanClient } from './address.js';
import { containersConf } from './containers-conf.js';
import { readPodmanHost } from './host.js';

/**
 * The variables that podman needs on this host in addition to `env`: where it could not run nodes by itself, the
 * product writes a configuration for it (see containersConf) and points CONTAINERS_CONF there. A user's own
 * CONTAINERS_CONF is left alone, and so is the client of a service: that has a host and a configuration of its own.
 *
 * @returns `{ CONTAINERS_CONF: <absolute path> }` or nothing
 * @throws {KindlingError} PREFLIGHT when the file cannot be written
 */
export function podmanEnvironment(env: Environment): Environment {
  if (process.platform !== 'linux' || env.CONTAINERS_CONF || isPodmanClient(env)) return {};
  const path = join(stateDir(env), 'containers.conf');
  const before = read(path);
  const content = containersConf(readPodmanHost(env, before), usersConfiguration(env));
  if (content === undefined) return {};
  try {
    if (content !== before) replace(path, content);
  } catch (cause) {
    throw new KindlingError('PREFLIGHT', `cannot write podman's configuration ${path}: ${(cause as Error).message}`, {
      hint: 'Set XDG_STATE_HOME to a directory that can be written, or CONTAINERS_CONF to a file of your own.',
      cause,
    });
  }
  return { CONTAINERS_CONF: path };
}

/** Texts of the files that podman reads when CONTAINERS_CONF is not set, most important last: containers.conf(5). */
function usersConfiguration(env: Environment): string[] {
  const own = env.XDG_CONFIG_HOME || join(env.HOME ?? '/', '.config');
  const rootless = process.geteuid?.() !== 0;
  return ['/usr/share/containers', '/etc/containers', ...(rootless ? [join(own, 'containers')] : [])]
    .flatMap((directory) => [join(directory, 'containers.conf'), ...snippets(join(directory, 'containers.conf.d'))])
    .map(read)
    .filter((text) => text !== '');
}

function snippets(directory: string): string[] {
  try {
    const names = readdirSync(directory).filter((name) => name.endsWith('.conf'));
    return names.sort().map((name) => join(directory, name));
  } catch {
    return [];
  }
}

/** Other processes may read the file at any time: they see the old one or the new one. */
function replace(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
