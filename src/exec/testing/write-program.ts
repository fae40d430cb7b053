import { execFileSync } from 'node:child_process';

/**
 * Writes a shell script that can be run at once. Another process writes it: while this one has the file open, a program
 * that it starts meanwhile has it, too, and Linux runs no file that is open for writing.
 *
 * @param path of the file, whose directory exists
 * @param script for sh, without the first line that says so
 */
export function writeProgram(path: string, script: string): void {
  execFileSync('sh', ['-c', 'cat >"$0" && chmod 755 "$0"', path], { input: `#!/bin/sh\n${script}\n` });
}
