import { join } from 'node:path';
import { KindlingError } from './errors.js';

/** Environment variables, passed in rather than read from the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The directory for what kindling itself has to keep on the host: engine configuration and caches, never the state
 * of a cluster. It need not exist yet.
 *
 * @param env environment variables: `XDG_STATE_HOME`, else `HOME`, decide
 * @returns an absolute path, `$XDG_STATE_HOME/kindling` or `$HOME/.local/state/kindling`
 * @throws {KindlingError} PREFLIGHT when neither variable is an absolute path
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ relative paths are to be ignored
 */
export function stateDir(env: Environment): string {
  const { XDG_STATE_HOME: base, HOME: home } = env;
  if (base?.startsWith('/')) return join(base, 'kindling');
  if (home?.startsWith('/')) return join(home, '.local', 'state', 'kindling');
  throw new KindlingError('PREFLIGHT', 'cannot tell where to keep state: neither XDG_STATE_HOME nor HOME is set', {
    hint: 'Set HOME to your home directory.',
  });
}
