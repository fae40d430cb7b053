import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { User } from '../support/kind.js';
import type { Invocation, Outcome } from './invocation.js';

/** What our program keeps in the home directories of tests beside the user's files. */
const STATE = 'state/';

/** Runs a command line in a user's home directory. */
export async function outcomeOf(user: User, { args, stdin = '', files = {} }: Invocation): Promise<Outcome> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(user.home, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  const { exitCode, stdout, stderr } = await user.kind(args, { stdin, cwd: user.home });
  const withoutHome = (text: string) => text.replaceAll(user.home, '$HOME');
  return { exitCode, stdout: withoutHome(stdout), stderr: withoutHome(stderr), files: await textFiles(user.home) };
}

/** Every file below a directory: text by relative path. */
async function textFiles(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const found: Record<string, string> = {};
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(directory.length + 1);
    if (entry.isFile() && !name.startsWith(STATE)) found[name] = await readFile(path, 'utf8');
  }
  return found;
}
