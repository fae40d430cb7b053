import { join } from 'node:path';
import { type GoBuild, goBuild, goBuildInputs, goVersion } from '../go.js';
import { downloadPinned } from '../go-modules.js';
import type { Arch, Part } from '../part.js';
import type { GoModulePin } from '../pins.js';
import { copyLicenses } from './go-licenses.js';

export interface GoModulePartOptions {
  name: string;
  pin: GoModulePin;
  arch: Arch;
  builds: GoBuild[];
  /** Environment of the builds. */
  env?: Record<string, string>;
  /** Called before anything is downloaded; throws if the machine lacks something. */
  preflight?: (signal: AbortSignal | undefined) => Promise<void>;
}

/**
 * A part that is programs of one Go module, built in place in Go's module cache: its own go.sum, which the pinned
 * hash covers, names all of its dependencies. Programs are in `bin/`, licences in `licenses/<module path>/`.
 */
export async function goModulePart(options: GoModulePartOptions): Promise<Part> {
  const { name, pin, arch, builds, env = {} } = options;
  return {
    name: `${name}-${arch}`,
    inputs: { recipe: 1, go: await goVersion(), pin: { ...pin }, arch, env, builds: builds.map(goBuildInputs) },
    async build({ dir, signal, log }) {
      await options.preflight?.(signal);
      const module = await downloadPinned(pin, signal);
      log(`compiling ${pin.module} ${pin.version}`, 1);
      for (const build of builds) {
        await goBuild(build, join(dir, 'bin/'), { dir: module.dir, arch, env, signal });
        await copyLicenses(module.dir, build, arch, join(dir, 'licenses'));
      }
    },
  };
}
