import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { wrapError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import type { CreateContext } from '../context.js';

/** A text file of a node; directories on the way are made. */
export interface NodeFile {
  /** Absolute. */
  path: string;
  content: string;
  /** Permission bits. Default: 0644. */
  mode?: number;
}

/**
 * Reads text files of a node in one round trip.
 *
 * @param paths absolute; a file that does not exist is absent from the result
 */
export async function readNodeFiles(
  { engine }: CreateContext,
  node: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const result = await engine.exec(node, ['tail', '-v', '-n', '+1', '--', ...paths], { signal }).catch((error) => {
    if (error instanceof CommandError && error.exitCode === 1) return error;
    throw wrapError(error, `failed to get file: ${paths.join(', ')} of node "${node}"`);
  });
  return parseTail(result.stdout, paths);
}

/** Takes the output of `tail -v` apart: `==> path <==` before each file, a blank line between two. */
export function parseTail(output: string, paths: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  const headers = paths.map((path) => `==> ${path} <==\n`);
  const starts = headers
    .map((header, index) => ({ at: findHeader(output, header), header, path: paths[index] ?? '' }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  for (const [index, { at, header, path }] of starts.entries()) {
    const next = starts[index + 1];
    files.set(path, output.slice(at + header.length, next ? next.at - 1 : undefined));
  }
  return files;
}

function findHeader(output: string, header: string): number {
  if (output.startsWith(header)) return 0;
  const at = output.indexOf(`\n${header}`);
  return at < 0 ? -1 : at + 1;
}

/** Writes existing files in place: some are mount points of the engine (/etc/hosts) and can't be replaced. */
const EXTRACT = ['tar', '-x', '-C', '/', '--no-same-owner', '--overwrite', '-f', '-'];

/** Writes files into a node in one round trip. */
export async function writeNodeFiles(
  { engine }: CreateContext,
  node: string,
  files: readonly NodeFile[],
  signal: AbortSignal,
): Promise<void> {
  const archive = pack();
  for (const { path, content, mode = 0o644 } of files) archive.entry({ name: path.slice(1), mode }, content);
  archive.finalize();
  try {
    await engine.exec(node, EXTRACT, {
      stdin: Readable.from(archive),
      signal,
    });
  } catch (error) {
    throw wrapError(error, `failed to write ${files.map(({ path }) => path).join(', ')} to node "${node}"`);
  }
}
