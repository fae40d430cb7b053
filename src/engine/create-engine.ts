import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Progress, silent } from '../progress.js';
import type { Environment } from '../state-dir.js';
import { Docker } from './docker/docker.js';
import type { Engine } from './engine.js';
import { Nerdctl } from './nerdctl/nerdctl.js';
import { podmanEnvironment } from './podman/environment.js';
import { Podman } from './podman/podman.js';

/** What a container engine can be chosen by: the values of KIND_EXPERIMENTAL_PROVIDER. */
export type Provider = 'docker' | 'podman' | 'nerdctl' | 'finch' | 'nerdctl.lima';

export interface CreateEngineOptions {
  /**
   * Name or path of the engine's command. Default: the provider's name; for nerdctl, `finch` where that is in PATH and
   * `nerdctl` is not, when this is the empty string.
   */
  binary?: string;
  /** Environment variables of the engine's command: PATH, DOCKER_HOST and the like. Default: this process'. */
  env?: Environment;
  /** Default: nothing is reported. */
  progress?: Progress;
}

type Maker = (options: Required<Omit<CreateEngineOptions, 'binary'>>, binary: string | undefined) => Engine;

const makers: Record<Provider, Maker> = {
  docker: ({ env }, binary) => new Docker(env, binary),
  podman: ({ env, progress }, binary) => {
    progress.warn('enabling experimental podman provider');
    return new Podman({ ...env, ...podmanEnvironment(env) }, binary);
  },
  nerdctl: ({ env }, binary) => new Nerdctl(binary === '' ? installedNerdctl(env) : binary, env),
  finch: ({ env }, binary = 'finch') => new Nerdctl(binary, env),
  'nerdctl.lima': ({ env }, binary = 'nerdctl.lima') => new Nerdctl(binary, env),
};

export function isProvider(name: string): name is Provider {
  return Object.hasOwn(makers, name);
}

/**
 * A container engine of the caller's choice. It is not looked for: its methods fail with ENGINE_UNAVAILABLE when it is
 * not there.
 *
 * @throws {KindlingError} PREFLIGHT when the configuration that podman needs on this host cannot be written
 */
export function createEngine(provider: Provider, options: CreateEngineOptions = {}): Engine {
  const { binary, env = process.env, progress = silent } = options;
  return makers[provider]({ env, progress }, binary);
}

/** What nerdctl is called here, spec §1.3. */
function installedNerdctl(env: Environment): string {
  const directories = (env.PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  const found = ['nerdctl', 'finch'].find((name) => directories.some((directory) => existsSync(join(directory, name))));
  return found ?? 'nerdctl';
}
