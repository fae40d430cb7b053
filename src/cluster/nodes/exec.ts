import type { ExecOptions } from '../../engine/engine.js';
import type { RunResult } from '../../exec/run.js';
import type { NodeOptions } from './options.js';

export interface ExecInNodeOptions extends NodeOptions, Omit<ExecOptions, 'signal'> {
  /** Program and arguments. */
  command: readonly string[];
}

/**
 * Runs a program in a node, as root and privileged.
 *
 * @returns its output and exit code
 * @throws {CommandError} COMMAND_FAILED when it exits with an error (`exitCode`, `stdout`, `stderr`, `output`) or cannot
 *   be started (exit code 126 or 127); TIMEOUT; CANCELLED
 * @throws {KindlingError} NODE_NOT_FOUND; what the engine says
 */
export async function execInNode({ engine, node, command, ...options }: ExecInNodeOptions): Promise<RunResult> {
  return await engine.exec(node, command, options);
}
