import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { wrapError } from '../errors.js';
import { isRunning } from '../exec/is-running.js';
import { exists } from '../exists.js';
import { type Progress, silent } from '../progress.js';
import type { Json, Part } from './part.js';

export interface MaterializeOptions {
  signal?: AbortSignal;
  /** Default: nothing is reported. */
  progress?: Progress;
  /** Absolute path of the directory of all parts. Default: `partsRoot()`. */
  root?: string;
}

export interface Materialized {
  /** Absolute path of the part's files. Never change what is in there. */
  dir: string;
  /** The directory's last element: `<name>-<first 16 hex digits of the hash of the inputs>`. */
  key: string;
  /** Whether it was there already. */
  cached: boolean;
}

/** Where parts are kept: `$XDG_CACHE_HOME/kindling/parts`, by default below `~/.cache`. */
export function partsRoot(env: NodeJS.ProcessEnv = process.env): string {
  const xdg = env.XDG_CACHE_HOME;
  // The XDG base directory specification says to ignore relative paths.
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'kindling', 'parts');
}

/** The cache key of a part: its name and a hash of its name and inputs, whatever the order of the keys in them. */
export function partKey(part: Part): string {
  const text = JSON.stringify([part.name, sorted(part.inputs)]);
  return `${part.name}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

const running = new Map<string, Promise<Materialized>>();

/**
 * Returns the directory that holds the part, building it first if it isn't there.
 *
 * A part is built in a directory beside its final one and renamed when complete, so that a failed build leaves
 * nothing behind. Within this process one part is built once at a time; if other processes build the same part,
 * the first to finish wins and the others use its result.
 *
 * @throws {KindlingError} what the part's `build` throws, with `cannot build <name>: ` in front
 */
export async function materialize(part: Part, options: MaterializeOptions = {}): Promise<Materialized> {
  const key = partKey(part);
  const dir = join(options.root ?? partsRoot(), key);
  if (await exists(dir)) {
    options.progress?.log(`${part.name}: cached in ${dir}`, 1);
    return { dir, key, cached: true };
  }
  const other = running.get(dir);
  if (other) return await other;
  const building = make(part, dir, options).finally(() => running.delete(dir));
  running.set(dir, building);
  return await building;
}

async function make(part: Part, dir: string, options: MaterializeOptions): Promise<Materialized> {
  const progress = options.progress ?? silent;
  const key = basename(dir);
  const started = performance.now();
  await mkdir(dirname(dir), { recursive: true });
  await removeAbandoned(dirname(dir));
  const temporary = join(dirname(dir), `.${key}.${process.pid}.${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(temporary);
    progress.log(`${part.name}: building`);
    await part.build({
      dir: temporary,
      signal: options.signal,
      log: (message, level) => progress.log(`${part.name}: ${message}`, level),
    });
    await writeFile(
      join(temporary, 'part.json'),
      `${JSON.stringify({ name: part.name, inputs: part.inputs }, null, 2)}\n`,
    );
    const cached = !(await moveInto(temporary, dir));
    progress.log(`${part.name}: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return { dir, key, cached };
  } catch (error) {
    throw wrapError(error, `cannot build ${part.name}`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Renames a directory; false if the target exists already: another process was faster. */
async function moveInto(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes what builds left behind whose process was killed. */
async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const pid = /^\..*\.(\d+)\.[0-9a-f]{8}$/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) await rm(join(root, name), { recursive: true, force: true });
  }
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [key, sorted(item)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
