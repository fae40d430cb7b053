import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GoModule } from '../go-modules.js';
import { shippedFile } from '../pins.js';
import { programFiles } from './programs.js';

/** Programs of one module that are linked into one binary, because they share most of their code. */
export interface MultiCall {
  /** The binary's name. */
  name: string;
  /** The programs: directory of the package main in the module, by name. */
  programs: Record<string, string>;
}

/** Go files of ours that go into every such binary. */
export async function multiCallSourceHash(): Promise<string> {
  return createHash('sha256')
    .update(await readSource())
    .digest('hex');
}

/**
 * Copies a module and adds a multi-call binary's package to the copy.
 *
 * @param target absolute path of the copy's directory, which is made
 * @returns the package to build, relative to `target`
 */
export async function copyWithMultiCall(
  target: string,
  module: GoModule,
  { name, programs }: MultiCall,
): Promise<string> {
  await copyTree(module.dir, target);
  const root = join('kindling', name);
  const members = Object.entries(programs).map(([member, dir]) => ({ name: member, dir: join(module.dir, dir) }));
  const files = await programFiles(members, {
    importPath: `${module.module}/${root}`,
    code: ['func prepare(string) {}', ''],
  });
  files.set('main.go', await readSource());
  for (const [path, content] of files) {
    await mkdir(join(target, root, dirname(path)), { recursive: true });
    await writeFile(join(target, root, path), content);
  }
  return `./${root}`;
}

/** Copies files but not the modes of directories: those in Go's module cache are read-only. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      if (entry.isDirectory()) await copyTree(join(from, entry.name), join(to, entry.name));
      else if (!entry.name.endsWith('_test.go')) await copyFile(join(from, entry.name), join(to, entry.name));
    }),
  );
}

async function readSource(): Promise<string> {
  return await readFile(await shippedFile('kubernetes', 'main.go'), 'utf8');
}
