import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type GoBuild, type GoCommandOptions, go } from '../go.js';

const licenseFile = /^(licen[cs]e|copying|notice|patents)/i;

/**
 * Copies the licences of all modules that programs are made of.
 *
 * @param options as for the `goBuild` that made them
 * @param target absolute path of the directory that gets `<module path>/LICENSE` and the like
 */
export async function copyLicenses(build: GoBuild, options: GoCommandOptions, target: string): Promise<void> {
  const tags = build.tags?.length ? ['-tags', build.tags.join(',')] : [];
  const format = '{{with .Module}}{{.Path}}\t{{.Dir}}{{end}}';
  const args = ['list', '-mod=readonly', '-deps', '-f', format, ...tags, ...build.packages];
  const { stdout } = await go(args, { ...options, cgo: build.cgo ?? false });
  for (const line of new Set(stdout.split('\n').filter(Boolean))) {
    const [module = '', dir = ''] = line.split('\t');
    await copyLicenseFiles(dir, join(target, module));
  }
}

/** Copies the licence files in one directory to another, which is made if there are any. Both paths are absolute. */
export async function copyLicenseFiles(dir: string, target: string): Promise<void> {
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (!entry.isFile() || !licenseFile.test(entry.name)) continue;
    await mkdir(target, { recursive: true });
    await copyFile(join(dir, entry.name), join(target, entry.name));
  }
}
