import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
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
      return { text: textOf(await buffer(addAbortSignal(signal, stdin))), source: 'stdin' };
    } catch (cause) {
      signal.throwIfAborted();
      throw new KindlingError('CONFIG_INVALID', `error reading config from stdin: ${messageOf(cause)}`, { cause });
    }
  }
  try {
    return { text: textOf(await readFile(resolve(cwd, path))), source: path };
  } catch (cause) {
    const reason = systemErrorText(cause, path);
    throw new KindlingError('CONFIG_INVALID', `${context}error reading file: ${reason}`, { cause });
  }
}

/** UTF-8, or UTF-16 with a byte order mark, as some Windows programs write it. @throws when it is neither */
function textOf(content: Buffer): string {
  const mark = content.toString('latin1', 0, 2);
  const encoding = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch (cause) {
    throw new Error(`the text is not ${encoding.toUpperCase()}`, { cause });
  }
}
