import type { Progress } from '../progress.js';
import type { Environment } from '../state-dir.js';
import type { EngineName } from './engine.js';

/** The network of all clusters unless told otherwise. */
const defaultNetwork = 'kind';

/**
 * The name of the network that nodes join: `kind`, or what KIND_EXPERIMENTAL_DOCKER_NETWORK or
 * KIND_EXPERIMENTAL_PODMAN_NETWORK says, after two warnings. nerdctl has no such variable. Spec §1.3.
 */
export function networkName(engine: EngineName, env: Environment, progress: Progress): string {
  if (engine === 'nerdctl') return defaultNetwork;
  const variable = `KIND_EXPERIMENTAL_${engine.toUpperCase()}_NETWORK`;
  const name = env[variable];
  if (!name) return defaultNetwork;
  progress.warn(`WARNING: Overriding ${engine} network due to ${variable}`);
  progress.warn('WARNING: Here be dragons! This is not supported currently.');
  return name;
}
