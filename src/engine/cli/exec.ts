import { KindlingError } from '../../errors.js';
import type { RunResult } from '../../exec/run.js';
import { CommandError } from '../../exec/run.js';
import type { ExecOptions } from '../engine.js';
import type { EngineClient } from './client.js';
import { endExec } from './end-exec.js';

/** The arguments of an exec call, spec §3.14. */
export function execArguments(name: string, command: readonly string[], options: ExecOptions): string[] {
  return [
    'exec',
    '--privileged',
    ...(options.stdin === undefined ? [] : ['-i']),
    ...environmentArguments(options.env),
    name,
    ...command,
  ];
}

/** `-e NAME=value` for each variable. */
export function environmentArguments(env: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
}

/**
 * Runs a program in a container through the engine's own `exec`. When it is aborted or times out, the program in the
 * container is ended as well: the engines themselves only forget about it.
 *
 * @throws {CommandError} when the program exits with an error, cannot be started (exit code 126 or 127), is cancelled
 *   or times out
 * @throws {KindlingError} NODE_NOT_FOUND, ENGINE_UNAVAILABLE, ENGINE_FAILED when the engine could not run it
 */
export async function cliExec(
  client: EngineClient,
  name: string,
  command: readonly string[],
  options: ExecOptions = {},
): Promise<RunResult> {
  const { env: _, ...rest } = options;
  try {
    return await client.run(execArguments(name, command, options), rest);
  } catch (error) {
    if (error instanceof CommandError && (error.code === 'CANCELLED' || error.code === 'TIMEOUT'))
      await endExec(client, name, command);
    throw programError(error);
  }
}

/** The program's own failure where the engine merely passed it on. */
function programError(error: unknown): unknown {
  if (!(error instanceof KindlingError) || !(error.cause instanceof CommandError)) return error;
  const { stderr, exitCode } = error.cause;
  const engineSaid =
    /^(Error response from daemon: |Error: )(No such container|no container with name or ID|(container \S+|can only create exec sessions on running containers).*(is not running|is paused|container state improper))/im;
  if (exitCode === undefined || error.code === 'ENGINE_UNAVAILABLE' || engineSaid.test(stderr)) return error;
  return error.cause;
}
