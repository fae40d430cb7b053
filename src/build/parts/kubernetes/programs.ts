import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A program that joins the multi-call binary. */
export interface Program {
  /** What it is called as. */
  name: string;
  /** Absolute path of the directory with its package main. */
  dir: string;
}

/** Path of the module that is made to build the binary. It has to sort before all others: see kubernetes/startup. */
export const moduleName = 'a-kindling/kubernetes';

/** Import path of a program's copy in that module. */
export function programPackage(name: string): string {
  return `${moduleName}/programs/${name}`;
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

/**
 * Copies programs' main packages to `programs/<name>` of a work module, and writes the `programs.go` that the
 * multi-call main (kubernetes/main.go) picks from.
 *
 * @param work absolute path of the work module
 */
export async function writePrograms(work: string, programs: readonly Program[]): Promise<void> {
  for (const program of programs) {
    const target = join(work, 'programs', program.name);
    await mkdir(target, { recursive: true });
    for (const file of await readdir(program.dir)) {
      if (!file.endsWith('.go') || file.endsWith('_test.go')) continue;
      const source = await readFile(join(program.dir, file), 'utf8');
      await writeFile(join(target, file), importable(source, identifier(program.name)));
    }
  }
  await writeFile(join(work, 'programs.go'), programsFile(programs.map((program) => program.name)));
}

function programsFile(names: readonly string[]): string {
  const imports = names.map((name) => `\t${identifier(name)} "${programPackage(name)}"`);
  const entries = names.map((name) => `\t"${name}": ${identifier(name)}.Main,`);
  return [
    'package main',
    '',
    'import (',
    '\t"github.com/coredns/coredns/coremain"',
    ...imports,
    ')',
    '',
    'var programs = map[string]func(){',
    '\t"coredns": coremain.Run,',
    ...entries,
    '}',
    '',
  ].join('\n');
}

/** A Go identifier: `kubeproxy` for `kube-proxy`. */
function identifier(name: string): string {
  return name.replaceAll('-', '');
}
