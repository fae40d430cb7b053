import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { World } from './world.js';

/** The text of a file, or undefined when there is no such file. */
export function readText(world: World, path: string): string | undefined {
  try {
    return readFileSync(world.path(path), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * Writes a file, and its directory when missing. A file that has this text already is left alone, so that it isn't
 * copied up from the image. An existing file is written in place: some are bind mounts of the engine's.
 *
 * @param mode permissions, set also on an existing file. Default: those it has, 0644 for a new one.
 * @returns whether the text was new
 */
export function writeText(world: World, path: string, text: string, mode?: number): boolean {
  if (readText(world, path) === text) return false;
  const real = world.path(path);
  mkdirSync(dirname(real), { recursive: true });
  writeFileSync(real, text);
  if (mode !== undefined) chmodSync(real, mode);
  return true;
}

/** Whether something is there (symbolic links are followed). */
export function exists(world: World, path: string): boolean {
  return existsSync(world.path(path));
}
