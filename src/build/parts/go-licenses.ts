import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GoBuild } from '../go.js';
import { go } from '../go.js';
import type { Arch } from '../part.js';

const licenseFile = /^(licen[cs]e|copying|notice|patents)/i;

/**
 * Copies the licences of all modules that a program is made of.
 *
 * @param dir absolute path of the module the program was built in
 * @param target absolute path of the directory that gets `<module path>/LICENSE` and the like
 */
export async function copyLicenses(dir: string, build: GoBuild, arch: Arch, target: string): Promise<void> {
  const tags = build.tags?.length ? ['-tags', build.tags.join(',')] : [];
  const format = '{{with .Module}}{{.Path}}\t{{or .Dir ""}}{{end}}';
  const args = ['list', '-mod=readonly', '-deps', '-f', format, ...tags, ...build.packages];
  const { stdout } = await go(args, { dir, arch, cgo: build.cgo ?? false });
  const modules = new Map(
    stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t') as [string, string]),
  );
  for (const [module, moduleDir] of modules) {
    const names = (await readdir(moduleDir, { withFileTypes: true })).filter((entry) => entry.isFile());
    for (const { name } of names.filter((entry) => licenseFile.test(entry.name))) {
      await mkdir(join(target, module), { recursive: true });
      await copyFile(join(moduleDir, name), join(target, module, name));
    }
  }
}
