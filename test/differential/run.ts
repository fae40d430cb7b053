import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EngineName } from '../../src/engine/engine.js';
import { shellQuote } from '../../src/exec/shell-quote.js';
import { User } from '../support/kind.js';
import { upstreamKind } from '../support/upstream-kind.js';
import type { Invocation, Outcome } from './invocation.js';
import { onBothSides, type Side, type Sides } from './sides.js';

/** What our program keeps in the home directories of tests beside the user's files. */
const STATE = 'state/';

/** Where command lines run. */
export interface World {
  engine: EngineName;
  /** Environment variables beyond the machine's. Default: none. */
  variables?: (side: Side) => Readonly<Record<string, string>>;
}

/** Runs a command line with both programs, at the same time, each in a home directory of its own. */
export async function runOnBothSides(world: World, invocation: Invocation): Promise<Sides<Outcome>> {
  return await onBothSides((side) => runOnSide(world, side, invocation));
}

/** Runs a command line with one of the programs. */
export async function runOnSide(world: World, side: Side, invocation: Invocation): Promise<Outcome> {
  const variables = { ...world.variables?.(side), ...invocation.env };
  const program = side === 'theirs' ? await upstreamKind() : undefined;
  const user = await User.create(world.engine, program, variables);
  try {
    return await outcomeOf(user, invocation);
  } finally {
    await user.dispose();
  }
}

async function outcomeOf(user: User, { args, stdin = '', files = {}, terminal }: Invocation): Promise<Outcome> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(user.home, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  const line = [user.program, ...args];
  const command = terminal ? ['script', '-qec', shellQuote(line), '/dev/null'] : line;
  const { exitCode, stdout, stderr } = await user.run(command, { stdin, cwd: user.home });
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
