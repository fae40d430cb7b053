import { KindlingError } from '../errors.js';
import { CommandError } from '../exec/run.js';
import { go } from './go.js';
import type { GoModulePin } from './pins.js';

/** A module in Go's module cache. */
export interface GoModule {
  module: string;
  version: string;
  /** Absolute path of its files, which are read-only. */
  dir: string;
  /** Its `h1:` hash. */
  sum: string;
}

interface DownloadAnswer {
  Error?: string;
  Dir?: string;
  Sum?: string;
}

/**
 * Gets a module into Go's module cache, from where GOPROXY says if it isn't there. Go checks it against its
 * checksum database.
 *
 * @throws {KindlingError} BUILD_FAILED when that version cannot be had
 */
export async function downloadModule(module: string, version: string, signal?: AbortSignal): Promise<GoModule> {
  const name = `${module}@${version}`;
  const answer = await downloadAnswer(name, signal);
  if (answer.Error !== undefined || !answer.Dir || !answer.Sum) {
    const reason = (answer.Error ?? 'no answer').replaceAll(`${name}: `, '').replaceAll(/\s*\n\s*/g, ' ');
    throw new KindlingError('BUILD_FAILED', `cannot get Go module ${name}: ${reason}`);
  }
  return { module, version, dir: answer.Dir, sum: answer.Sum };
}

async function downloadAnswer(name: string, signal: AbortSignal | undefined): Promise<DownloadAnswer> {
  try {
    return JSON.parse((await go(['mod', 'download', '-json', name], { signal })).stdout) as DownloadAnswer;
  } catch (error) {
    // The reason is in the JSON that it writes before it exits with an error.
    const cause = error instanceof KindlingError ? error.cause : undefined;
    const json = cause instanceof CommandError ? /^\{.*?^\}/ms.exec(cause.output)?.[0] : undefined;
    if (json === undefined) throw error;
    return JSON.parse(json) as DownloadAnswer;
  }
}

/**
 * Gets a pinned module and checks its hash.
 *
 * @throws {KindlingError} PIN_MISMATCH when the hash is not the pinned one; else as `downloadModule`
 */
export async function downloadPinned(pin: GoModulePin, signal?: AbortSignal): Promise<GoModule> {
  const module = await downloadModule(pin.module, pin.version, signal);
  if (module.sum !== pin.sum) {
    const text = `Go module ${pin.module}@${pin.version} has hash ${module.sum}, but ${pin.sum} is pinned`;
    throw new KindlingError('PIN_MISMATCH', text, { hint: 'Run `go clean -modcache` and build again.' });
  }
  return module;
}
