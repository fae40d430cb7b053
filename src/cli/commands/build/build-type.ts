import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../../text/usage-error.js';

/** What a node image can be built from. All but `modules` are kind's (spec §4.7). */
export const BUILD_TYPES = ['modules', 'url', 'file', 'release', 'ci', 'source'] as const;
export type BuildType = (typeof BUILD_TYPES)[number];

/** Values of `--type` before kind 0.24, all of them ways to build from source or packages (spec §1.5). */
export const oldBuildTypes: readonly string[] = ['apt', 'bazel', 'docker'];

/**
 * Tells from the argument of `build node-image` what to build from, as kind does; a version means its Go modules.
 *
 * @param source the argument, empty when there is none
 * @throws {UsageError} when it is nothing that can be built from
 */
export async function detectBuildType(source: string, cwd: string): Promise<BuildType> {
  if (source === '') return 'modules';
  if (/^https?:\/\//i.test(source)) return 'url';
  const entry = await stat(resolve(cwd, source)).catch(() => undefined);
  if (entry?.isFile()) return 'file';
  if (entry?.isDirectory()) return 'source';
  if (source.startsWith('ci/')) return 'ci';
  if (/^v?\d+\.\d+\.\d+/.test(source)) return 'modules';
  throw new UsageError(
    `error building node image: ${source} is not a valid kubernetes version`,
    'versions have three numbers, such as v1.36.3',
  );
}
