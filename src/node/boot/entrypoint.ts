import { statfsSync } from 'node:fs';
import { KindlingError, messageOf } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import { logToStderr } from '../log.js';
import { findProgram } from './find-program.js';
import { realWorld, type World } from './world.js';

/** Node 22.15 and later: replaces the process image, as execve(2) does. */
type Execve = (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => never;

/**
 * Is a container's entrypoint: prepares it, then becomes the command given as arguments, `/sbin/init`. When the
 * preparation fails, the container's log says why, and the container ends.
 */
export function entrypoint(prepare: (world: World) => Promise<void>): void {
  const command = process.argv.slice(2);
  start(command, prepare).catch((error: unknown) => {
    const output = error instanceof CommandError ? `\n${error.output.trimEnd()}` : '';
    const unexpected = !(error instanceof KindlingError) && error instanceof Error ? `\n${error.stack}` : '';
    logToStderr('ERROR', `${messageOf(error)}${output}${unexpected}`);
    if (error instanceof KindlingError && error.hint) logToStderr('INFO', error.hint);
    process.exit(1);
  });
}

/** Becomes another program, with the same process ID and environment. */
export function become(command: readonly string[]): never {
  const program = findProgram(command[0] ?? '', process.env.PATH ?? '');
  return (process as unknown as { execve: Execve }).execve(program, command, process.env);
}

async function start(command: readonly string[], prepare: (world: World) => Promise<void>): Promise<void> {
  const [name] = command;
  if (name === undefined) throw new KindlingError('USAGE', 'no command to run after preparing the node');
  await prepare(realWorld((path) => statfsSync(path).type));
  logToStderr('INFO', `starting ${name === '/sbin/init' ? 'init' : name}`);
  become(command);
}
