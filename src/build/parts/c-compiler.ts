import { existsSync } from 'node:fs';
import { KindlingError } from '../../errors.js';
import { run } from '../../exec/run.js';
import type { Arch } from '../part.js';

const triples: Record<Arch, string> = { amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };
const nodeArches: Partial<Record<NodeJS.Architecture, Arch>> = { x64: 'amd64', arm64: 'arm64' };

/** The names of GNU's tools for an architecture: `gcc`, or `aarch64-linux-gnu-gcc` when it isn't this machine's. */
export function crossTool(tool: 'gcc' | 'strip', arch: Arch): string {
  return nodeArches[process.arch] === arch ? tool : `${triples[arch]}-${tool}`;
}

/** A file that a C compiler has to find for a build, and the Debian package that has it. */
export interface CFile {
  file: string;
  package: string;
}

/**
 * Checks that C programs can be compiled and statically linked.
 *
 * @param files libraries (`libseccomp.a`) the compiler must find
 * @param tools other programs that must be in PATH, by the Debian package they are in
 * @throws {KindlingError} PREFLIGHT, naming everything that is missing and the packages to install
 */
export async function requireCompiler(
  arch: Arch,
  files: readonly CFile[],
  tools: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<void> {
  const native = crossTool('gcc', arch) === 'gcc';
  const suffix = native ? '' : `:${arch}`;
  const missing: CFile[] = [];
  const gcc = await runs([crossTool('gcc', arch), '--version'], signal);
  if (!gcc) missing.push({ file: crossTool('gcc', arch), package: native ? 'gcc' : `gcc-${triples[arch]}` });
  for (const [file, name] of Object.entries(tools)) {
    if (!(await runs([file, '--version'], signal))) missing.push({ file, package: name });
  }
  for (const file of files) {
    // Without a compiler nobody knows; so that one installation is enough, all are named then.
    if (!gcc || !(await finds(crossTool('gcc', arch), file.file, signal))) {
      missing.push({ file: file.file, package: `${file.package}${suffix}` });
    }
  }
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((item) => item.package))].join(' ');
  throw new KindlingError('PREFLIGHT', `this machine lacks ${missing.map((item) => item.file).join(', ')}`, {
    hint: `On Debian: apt-get install ${packages}`,
  });
}

async function runs(command: string[], signal: AbortSignal | undefined): Promise<boolean> {
  return await run(command, signal ? { signal } : {}).then(
    () => true,
    () => false,
  );
}

async function finds(gcc: string, file: string, signal: AbortSignal | undefined): Promise<boolean> {
  const { stdout } = await run([gcc, `-print-file-name=${file}`], signal ? { signal } : {});
  return existsSync(stdout.trim());
}
