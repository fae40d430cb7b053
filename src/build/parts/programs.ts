import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A program that joins a multi-call binary: its package main is copied and renamed. */
export interface Program {
  /** What it is called as. */
  name: string;
  /** Absolute path of the directory with its package main. */
  dir: string;
}

/** A program whose main function can be imported as it is. */
export interface ImportableProgram {
  name: string;
  /** Import path: `github.com/coredns/coredns/coremain`. */
  package: string;
  /** Function of that package, without arguments and results. */
  function: string;
}

export interface ProgramFilesOptions {
  /** Import path of the multi-call binary's package main. */
  importPath: string;
  importable?: readonly ImportableProgram[];
  /** Lines added to `programs.go`, after its imports. */
  code?: readonly string[];
}

/**
 * Turns a file of a package main into one that can be imported: its package is renamed, and main becomes Main.
 *
 * @param source the Go file
 * @param name the new package's name
 */
export function importable(source: string, name: string): string {
  return (
    source
      .replace(/^package main\b/m, `package ${name}`)
      .replace(/^func main\(\)/m, 'func Main()')
      // logrus was renamed long ago; one program can't link both spellings.
      .replaceAll('"github.com/Sirupsen/logrus"', '"github.com/sirupsen/logrus"')
  );
}

/** Import path of a program's copy. */
export function programPackage(importPath: string, name: string): string {
  return `${importPath}/programs/${name}`;
}

/**
 * Makes the files that a multi-call binary (kubernetes/main.go) consists of besides main.go itself: copies of the
 * programs' main packages, without their tests, and `programs.go`, which lists the programs.
 *
 * @returns contents by path, relative to the binary's package main
 */
export async function programFiles(
  programs: readonly Program[],
  options: ProgramFilesOptions,
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const all: ImportableProgram[] = [...(options.importable ?? [])];
  for (const { name, dir } of programs) {
    all.push({ name, package: programPackage(options.importPath, name), function: 'Main' });
    for (const file of await readdir(dir)) {
      if (!file.endsWith('.go') || file.endsWith('_test.go')) continue;
      const source = await readFile(join(dir, file), 'utf8');
      files.set(join('programs', name, file), importable(source, identifier(name)));
    }
  }
  return files.set('programs.go', listing(all, options.code ?? []));
}

function listing(programs: readonly ImportableProgram[], code: readonly string[]): string {
  return [
    'package main',
    '',
    'import (',
    ...programs.map((program) => `\t${identifier(program.name)} "${program.package}"`),
    ')',
    '',
    ...code,
    'var programs = map[string]func(){',
    ...programs.map((program) => `\t"${program.name}": ${identifier(program.name)}.${program.function},`),
    '}',
    '',
  ].join('\n');
}

/** A Go identifier: `kubeproxy` for `kube-proxy`. */
function identifier(name: string): string {
  return name.replaceAll('-', '');
}
