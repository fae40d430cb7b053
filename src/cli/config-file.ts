import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { KindlingError, messageOf } from '../errors.js';
import { systemErrorText } from '../system-error.js';
import type { CliContext } from './context.js';

/**
 * Reads a cluster configuration.
 *
 * @param path a path, or `-` for standard input
 * @param context what could not be done, in front of the error about a file
 * @throws {KindlingError} CONFIG_INVALID when it can't be read; the signal's reason when it is aborted
 */
export async function readConfigFile(
  path: string,
  { stdin, cwd, signal }: Pick<CliContext, 'stdin' | 'cwd' | 'signal'>,
  context = '',
): Promise<{ text: string; source: string }> {
  if (path === '-') {
    try {
      return { text: await readAll(addAbortSignal(signal, stdin)), source: 'stdin' };
    } catch (cause) {
      signal.throwIfAborted();
      throw new KindlingError('CONFIG_INVALID', `error reading config from stdin: ${messageOf(cause)}`, { cause });
    }
  }
  try {
    return { text: await readFile(resolve(cwd, path), 'utf8'), source: path };
  } catch (cause) {
    const reason = systemErrorText(cause, path);
    throw new KindlingError('CONFIG_INVALID', `${context}error reading file: ${reason}`, { cause });
  }
}
