import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../src/exec/run.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface LockFile {
  packages: Record<string, { version: string; dev?: boolean }>;
}

/**
 * Packs this package and installs the tarball, without a network, into a new project that has a compiler: what it
 * depends on comes from this repository's node_modules.
 *
 * @param dir an empty directory, for the project
 * @returns names of the files in the tarball
 */
export async function installPackage(dir: string): Promise<string[]> {
  const packed = await run(['npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', dir], { cwd: ROOT });
  const [tarball] = JSON.parse(packed.stdout) as { filename: string; files: { path: string }[] }[];
  if (!tarball) throw new Error('npm packed nothing');
  const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as LockFile;
  const runtime = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);
  const dependencies = Object.fromEntries(
    runtime.map(([path]) => [path.slice('node_modules/'.length), `file:${ROOT}${path}`]),
  );
  const manifest = { type: 'module', dependencies: { ...dependencies, kindling: `file:${tarball.filename}` } };
  await writeFile(join(dir, 'package.json'), JSON.stringify(manifest));
  await run(['npm', 'install', '--offline', '--install-links', '--no-package-lock', '--omit=dev'], { cwd: dir });
  await mkdir(join(dir, 'node_modules/@types'), { recursive: true });
  for (const path of ['@types/node', 'undici-types', 'typescript', '@typescript']) {
    await symlink(join(ROOT, 'node_modules', path), join(dir, 'node_modules', path)).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return tarball.files.map(({ path }) => path);
}

/** Compiles a project of `installPackage`: every `.ts` file, beside itself. Throws what the compiler says. */
export async function compile(dir: string): Promise<void> {
  const options = { module: 'nodenext', target: 'es2023', strict: true, exactOptionalPropertyTypes: true };
  const compilerOptions = { ...options, types: ['node'], skipLibCheck: false };
  await writeFile(join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  await run([process.execPath, join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', dir]);
}
