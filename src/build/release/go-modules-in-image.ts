import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StreamBytes } from '../../archive/bytes.js';
import { tarMembers } from '../../archive/tar-members.js';
import { KindlingError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import type { ImageContent } from '../content/image-content.js';
import { uncompressed } from '../content/read-files.js';
import { go } from '../go.js';

/** A Go module that a program was made of. */
export interface LinkedModule {
  module: string;
  /** With its `v`; `(devel)` for the module that the program is in, which was built from a directory. */
  version: string;
  /** Its `h1:` hash, where the program tells it. */
  sum: string | undefined;
}

/** Smaller files are no programs of Go. */
const SMALLEST = 500_000;
const ELF = '7f454c46';

/**
 * The Go modules of all programs in an image, as their linker noted them.
 *
 * @param work absolute path of a directory for one program at a time
 */
export async function goModulesIn(image: ImageContent, work: string, signal?: AbortSignal): Promise<LinkedModule[]> {
  const modules = new Map<string, LinkedModule>();
  const file = join(work, 'program');
  for (const layer of image.layers) {
    for await (const member of tarMembers(new StreamBytes(uncompressed(layer)))) {
      if (member.type !== 'file' || member.size < SMALLEST || member.head.toString('hex', 0, 4) !== ELF) continue;
      await pipeline(Readable.from(member.content(), { objectMode: false }), createWriteStream(file));
      for (const module of parseBuildInfo(await buildInfo(file, signal))) {
        modules.set(`${module.module}@${module.version}`, module);
      }
      await rm(file);
    }
  }
  return [...modules.values()].sort((a, b) => (`${a.module} ${a.version}` < `${b.module} ${b.version}` ? -1 : 1));
}

/** What `go version -m` prints; nothing for programs of other languages. */
async function buildInfo(file: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    return (await go(['version', '-m', file], { signal })).stdout;
  } catch (error) {
    const cause = error instanceof KindlingError ? error.cause : undefined;
    if (cause instanceof CommandError && cause.exitCode !== undefined && cause.code === 'COMMAND_FAILED') return '';
    throw error;
  }
}

/** Takes the lines of `go version -m` apart; a module that replaces another one counts, not that, unless it is a copy. */
export function parseBuildInfo(text: string): LinkedModule[] {
  const modules: LinkedModule[] = [];
  for (const line of text.split('\n')) {
    const [, kind, module = '', version = '', sum] = line.split('\t');
    const found = { module, version, sum: sum || undefined };
    if (kind === '=>' && !module.startsWith('.')) modules.splice(-1, 1, found);
    else if (kind === 'mod' || kind === 'dep') modules.push(found);
  }
  return modules;
}
