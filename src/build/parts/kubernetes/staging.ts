import { KindlingError } from '../../../errors.js';
import { go } from '../../go.js';

/**
 * The modules that Kubernetes publishes from its own repository, by its go.mod: those replaced with a directory
 * below `./staging/`.
 */
export function stagingModules(goMod: string): string[] {
  return [...goMod.matchAll(/^\s*(?:replace\s+)?(\S+)\s+=>\s+\.\/staging\//gm)].map((match) => match[1] ?? '');
}

/** The version of the staging modules that belongs to a Kubernetes version: `v0.36.3` for `v1.36.3`. */
export function stagingVersion(version: string): string {
  return version.replace(/^v1\./, 'v0.');
}

/** Modules of Kubernetes itself cannot be had, whatever else it is built with. */
export class IncompleteKubernetesError extends KindlingError {}

interface ListedModule {
  Path: string;
  Version?: string;
  Error?: { Err: string };
}

/**
 * Finds out which staging modules of a Kubernetes version cannot be had.
 *
 * @param version Kubernetes version with its `v`
 * @returns an error that names them, or undefined if there are none
 */
export async function missingStaging(
  version: string,
  modules: readonly string[],
  signal?: AbortSignal,
): Promise<KindlingError | undefined> {
  const names = modules.map((module) => `${module}@${stagingVersion(version)}`);
  const { stdout } = await go(['list', '-m', '-e', '-json=Path,Version,Error', ...names], { signal });
  const listed = JSON.parse(`[${stdout.trim().replaceAll(/^\}\n\{/gm, '},{')}]`) as ListedModule[];
  const missing = listed.filter((module) => module.Error).map((module) => `${module.Path}@${stagingVersion(version)}`);
  if (missing.length === 0) return undefined;
  const text = `Kubernetes ${version} is not served whole: these Go modules cannot be had: ${missing.join(', ')}`;
  return new IncompleteKubernetesError('BUILD_FAILED', text, { hint: await otherVersions(signal) });
}

/** A sentence that says which Kubernetes versions the Go module proxy lists: the newest of each minor version. */
export async function otherVersions(signal?: AbortSignal): Promise<string> {
  const listed = await go(['list', '-m', '-versions', 'k8s.io/kubernetes'], { signal }).catch(() => undefined);
  const newest = newestOfEachMinor(listed?.stdout.trim().split(' ').slice(1) ?? []);
  if (newest.length === 0) return 'No Kubernetes version could be listed: see `go env GOPROXY`.';
  return `Kubernetes versions that are listed (some may not be whole): ${newest.join(', ')}.`;
}

/** The newest final release of each minor version, newest first, at most eight. */
export function newestOfEachMinor(versions: readonly string[]): string[] {
  const newest = new Map<number, number>();
  for (const version of versions) {
    const match = /^v1\.(\d+)\.(\d+)$/.exec(version);
    if (!match) continue;
    const [minor, patch] = [Number(match[1]), Number(match[2])];
    newest.set(minor, Math.max(patch, newest.get(minor) ?? 0));
  }
  const minors = [...newest].sort(([a], [b]) => b - a).slice(0, 8);
  return minors.map(([minor, patch]) => `v1.${minor}.${patch}`);
}
