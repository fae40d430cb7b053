import { statfsSync } from 'node:fs';
import { KindlingError, messageOf } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import { logToStderr } from '../log.js';
import { boot } from './boot.js';
import { findProgram } from './find-program.js';
import { realWorld } from './world.js';

/** Node 22.15 and later: replaces the process image, as execve(2) does. */
type Execve = (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => never;

/** The node's entrypoint: prepares the node, then becomes the command given as arguments, `/sbin/init`. */
async function main(command: readonly string[]): Promise<void> {
  const [name] = command;
  if (name === undefined) throw new KindlingError('USAGE', 'no command to run after preparing the node');
  await boot(realWorld((path) => statfsSync(path).type));
  const program = findProgram(name, process.env.PATH ?? '');
  logToStderr('INFO', `starting ${name === '/sbin/init' ? 'init' : name}`);
  (process as unknown as { execve: Execve }).execve(program, command, process.env);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const output = error instanceof CommandError ? `\n${error.output.trimEnd()}` : '';
  const unexpected = !(error instanceof KindlingError) && error instanceof Error ? `\n${error.stack}` : '';
  logToStderr('ERROR', `${messageOf(error)}${output}${unexpected}`);
  if (error instanceof KindlingError && error.hint) logToStderr('INFO', error.hint);
  process.exit(1);
});
