import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import { CommandError, run } from '../../exec/run.js';
import type { Arch, Part } from '../part.js';
import { loadPins } from '../pins.js';
import { crossTool } from './c-compiler.js';
import { withSmallIcu } from './node-runtime/small-icu.js';

/**
 * The Node runtime for the programs inside nodes, in `bin/node`: from an npm package, with a pinned integrity; without
 * symbols, and without ICU's data of other languages than English.
 */
export async function nodeRuntimePart(options: { arch: Arch }): Promise<Part> {
  const { arch } = options;
  const { version, packages } = (await loadPins()).node;
  const source = packages[arch];
  const strip = crossTool('strip', arch);
  return {
    name: `node-runtime-${arch}`,
    inputs: { recipe: 2, version, source: { ...source }, strip },
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
      const program = join(work, 'package', 'bin', 'node');
      await stripped([strip, '--strip-all', program], options);
      await writeFile(join(dir, 'bin', 'node'), withSmallIcu(await readFile(program)));
      await chmod(join(dir, 'bin', 'node'), 0o755);
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
