import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GoModule } from '../../go-modules.js';
import type { GoModulePin, Pins } from '../../pins.js';
import { copyLicenseFiles } from '../go-licenses.js';

/** Where crictl's libraries are in the work module. */
const DIRECTORY = 'cri-tools';

/** Packages of its module that crictl imports, apart from the one below. */
const PACKAGES = ['common', 'tracing', 'version'];

/**
 * What crictl takes from the framework of its module's tests: one constant. The framework itself would bring Go's type
 * checker and two test libraries.
 */
const FRAMEWORK = 'package framework\n\n// OSWindows is what Go calls Windows.\nconst OSWindows = "windows"\n';

/**
 * The pinned crictl if it can be one of a Kubernetes version's programs: it uses Kubernetes' libraries of its own minor
 * version.
 *
 * @param version of Kubernetes, with its `v`
 */
export function fittingCrictl(version: string, pins: Pins): GoModulePin | undefined {
  const minor = (text: string) => text.split('.').slice(0, 2).join('.');
  return minor(version) === minor(pins.go.crictl.version) ? pins.go.crictl : undefined;
}

/**
 * Copies crictl's libraries into the work module, as a module without requirements: it takes what Kubernetes has.
 *
 * @param dir absolute path of the work module
 * @returns lines for its go.mod
 */
export async function addCrictl(dir: string, crictl: GoModule, kubernetes: string): Promise<CrictlLines> {
  const target = join(dir, DIRECTORY);
  for (const name of PACKAGES) await cp(join(crictl.dir, 'pkg', name), join(target, 'pkg', name), { recursive: true });
  await mkdir(join(target, 'pkg', 'framework'));
  await writeFile(join(target, 'pkg', 'framework', 'framework.go'), FRAMEWORK);
  await writeFile(join(target, 'go.mod'), `module ${crictl.module}\n\n${/^go .*$/m.exec(kubernetes)?.[0] ?? ''}\n`);
  await copyLicenseFiles(crictl.dir, target);
  const own = await readFile(join(crictl.dir, 'go.mod'), 'utf8');
  return {
    requires: [`${crictl.module} ${crictl.version}`, ...crictlRequires(own, kubernetes)],
    replaces: [`${crictl.module} => ./${DIRECTORY}`],
  };
}

export interface CrictlLines {
  requires: string[];
  replaces: string[];
}

/**
 * What crictl's go.mod requires and Kubernetes' does not know.
 *
 * @param own text of crictl's go.mod
 * @param kubernetes text of Kubernetes' go.mod
 */
export function crictlRequires(own: string, kubernetes: string): string[] {
  const direct = [...own.matchAll(/^\t(\S+ v\S+)$/gm)].map((match) => match[1] ?? '');
  return direct.filter((line) => !kubernetes.includes(`\t${line.split(' ')[0]} `));
}
