import { throwIfCancelled } from '../cancelled.js';
import { KindlingError } from '../errors.js';
import { type RunOptions, run } from '../exec/run.js';
import { type Progress, silent } from '../progress.js';
import type { Environment } from '../state-dir.js';
import { isUnreachable } from './cli/failure.js';
import { createEngine, isProvider, type Provider } from './create-engine.js';
import type { Engine } from './engine.js';
import { installHint } from './install-hint.js';

export interface DetectOptions {
  /** Environment variables: PATH, KIND_EXPERIMENTAL_PROVIDER, and what the engines read. Default: this process'. */
  env?: Environment;
  progress?: Progress;
  signal?: AbortSignal;
}

/** Milliseconds until an engine that does not say anything counts as dead. */
const deadline = 10_000;

/**
 * Chooses the container engine, spec §1.3: the one that KIND_EXPERIMENTAL_PROVIDER names, else the first of docker,
 * nerdctl, finch and podman that is installed. Better than upstream in one case: a docker whose daemon does not answer
 * gives way to a podman that works, with a line that says so; unless DOCKER_HOST or DOCKER_CONTEXT names the daemon.
 *
 * A named engine is not checked: its methods fail with ENGINE_UNAVAILABLE when it is not there.
 *
 * @throws {KindlingError} ENGINE_UNAVAILABLE when no engine is installed, CANCELLED
 */
export async function detectEngine(options: DetectOptions = {}): Promise<Engine> {
  const { env = process.env, progress = silent } = options;
  const named = env.KIND_EXPERIMENTAL_PROVIDER;
  if (named) {
    if (isProvider(named)) {
      progress.warn(`using ${named} due to KIND_EXPERIMENTAL_PROVIDER`);
      return createEngine(named, { env, progress });
    }
    progress.warn(`ignoring unknown value "${named}" for KIND_EXPERIMENTAL_PROVIDER`);
  }
  return await autodetect(env, progress, options.signal);
}

/** Programs in order of preference, and what each prints first when asked for its version. */
const versions: [program: Provider, beginning: string][] = [
  ['docker', 'Docker version'],
  ['nerdctl', 'nerdctl version'],
  ['finch', 'finch version'],
  ['podman', 'podman version'],
];

async function autodetect(env: Environment, progress: Progress, signal: AbortSignal | undefined): Promise<Engine> {
  const probe = new Probe(env, signal);
  // All at once: what is not installed fails at once, and what is takes some 20 ms.
  const daemon = probe.deadDaemon();
  const installed = await Promise.all(versions.map(([program, text]) => probe.isInstalled(program, text)));
  throwIfCancelled(signal);
  const found = versions.map(([program]) => program).filter((_, index) => installed[index]);
  const [first] = found;
  if (first === undefined)
    throw new KindlingError('ENGINE_UNAVAILABLE', 'no container engine is installed: neither docker nor podman', {
      hint: installHint(),
    });
  // Who has named a daemon means that one.
  const isNamed = env.DOCKER_HOST || env.DOCKER_CONTEXT;
  if (first === 'docker' && !isNamed && found.includes('podman') && (await daemon)) {
    const podman = createEngine('podman', { env });
    if (await works(podman, signal)) {
      progress.log('The Docker daemon does not answer: using podman.');
      return podman;
    }
  }
  return createEngine(first, { env, progress });
}

async function works(engine: Engine, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await engine.listContainers({ 'io.x-k8s.kind.cluster': undefined }, signal ? { signal } : {});
    return true;
  } catch (error) {
    if (error instanceof KindlingError && error.code === 'CANCELLED') throw error;
    return false;
  }
}

/** Asks programs for their versions. */
class Probe {
  private readonly options: RunOptions;

  constructor(env: Environment, signal: AbortSignal | undefined) {
    this.options = { env: { ...env }, timeout: deadline, ...(signal ? { signal } : {}) };
  }

  async isInstalled(program: string, beginning: string): Promise<boolean> {
    try {
      const { stdout } = await run([program, '-v'], this.options);
      return stdout.startsWith(beginning) && stdout.trim().split('\n').length === 1;
    } catch {
      return false;
    }
  }

  /** Docker's client says that its daemon cannot be reached. Any other failure may have any other reason. */
  async deadDaemon(): Promise<boolean> {
    try {
      await run(['docker', 'version', '--format', '{{.Server.Version}}'], this.options);
      return false;
    } catch (error) {
      const { stderr = '', code } = error as { stderr?: string; code?: string };
      return code === 'TIMEOUT' || isUnreachable(stderr);
    }
  }
}
