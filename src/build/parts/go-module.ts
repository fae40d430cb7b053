import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type GoBuild, type GoCommandOptions, goBuild, goBuildInputs, goVersion } from '../go.js';
import { downloadPinned, type GoModule } from '../go-modules.js';
import type { Arch, Json, Part } from '../part.js';
import type { GoModulePin } from '../pins.js';
import { copyLicenses } from './go-licenses.js';
import { copyWithMultiCall, type MultiCall, multiCallSourceHash } from './multi-call.js';

/** One `go build`: of packages, or of programs that are linked into one binary. */
export type ModuleBuild = Omit<GoBuild, 'packages'> &
  ({ packages: string[]; multiCall?: undefined } | { packages?: undefined; multiCall: MultiCall });

export interface GoModulePartOptions {
  name: string;
  pin: GoModulePin;
  arch: Arch;
  builds: ModuleBuild[];
  /** Environment of the builds. */
  env?: Record<string, string>;
  /** Called before anything is downloaded; throws if the machine lacks something. */
  preflight?: (signal: AbortSignal | undefined) => Promise<void>;
}

/**
 * A part that is programs of one Go module, built in place in Go's module cache: its own go.sum, which the pinned
 * hash covers, names all of its dependencies. Programs are in `bin/`, licences in `licenses/<module path>/`. The
 * programs of a multi-call binary are symbolic links to it.
 */
export async function goModulePart(options: GoModulePartOptions): Promise<Part> {
  const { name, pin, arch, builds, env = {} } = options;
  return {
    name: `${name}-${arch}`,
    inputs: {
      recipe: 2,
      go: await goVersion(),
      pin: { ...pin },
      arch,
      env,
      builds: await Promise.all(builds.map(buildInputs)),
    },
    async build({ dir, signal, log }) {
      await options.preflight?.(signal);
      const module = await downloadPinned(pin, signal);
      log(`compiling ${pin.module} ${pin.version}`, 1);
      for (const build of builds) await buildInto(dir, module, build, { arch, env, signal });
    },
  };
}

async function buildInputs({ multiCall, ...build }: ModuleBuild): Promise<Json> {
  const inputs = goBuildInputs({ ...build, packages: build.packages ?? [] });
  if (multiCall === undefined) return inputs;
  return { build: inputs, multiCall: { ...multiCall }, source: await multiCallSourceHash() };
}

async function buildInto(
  dir: string,
  module: GoModule,
  { multiCall, ...rest }: ModuleBuild,
  options: GoCommandOptions,
): Promise<void> {
  const work = join(dir, 'work');
  const packages = multiCall ? [await copyWithMultiCall(work, module, multiCall)] : (rest.packages ?? []);
  const build: GoBuild = { ...rest, packages };
  const root = multiCall ? work : module.dir;
  await goBuild(build, join(dir, 'bin/'), { ...options, dir: root });
  await copyLicenses(build, { ...options, dir: root }, join(dir, 'licenses'));
  for (const name of Object.keys(multiCall?.programs ?? {})) {
    if (name !== multiCall?.name) await symlink(multiCall?.name ?? '', join(dir, 'bin', name));
  }
  await rm(work, { recursive: true, force: true });
}
