import type { Environment } from '../../state-dir.js';
import type { EngineName } from '../engine.js';

/**
 * Whether the engine's host is this machine, as far as its variables say: a context of docker's that is named may be
 * anywhere.
 */
export function runsHere(engine: EngineName, env: Environment): boolean {
  switch (engine) {
    case 'docker':
      if (env.DOCKER_HOST) return isSocket(env.DOCKER_HOST);
      return !env.DOCKER_CONTEXT || env.DOCKER_CONTEXT === 'default';
    case 'podman':
      return !env.CONTAINER_CONNECTION && (!env.CONTAINER_HOST || isSocket(env.CONTAINER_HOST));
    default:
      return true;
  }
}

function isSocket(address: string): boolean {
  return address.startsWith('unix:');
}
