import type { CliContext } from '../context.js';

/** Writes lines of program output. */
export function printLines({ stdout }: Pick<CliContext, 'stdout'>, lines: readonly string[]): void {
  for (const line of lines) stdout.write(`${line}\n`);
}
