import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * The programs that run in nodes, by the name of their bundle: their source as compiled by tsc, and the interpreter
 * line. Without its compiler V8 takes less memory: kindnetd then stays at 55 MB through thousands of node updates, and
 * grows to 67 MB with it. (A `#!` line has room for one flag.)
 */
const PROGRAMS = {
  boot: { source: 'node/boot/main.js', interpreter: '/usr/local/bin/node' },
  kindnetd: { source: 'node/kindnetd/main.js', interpreter: '/usr/local/bin/node --jitless' },
  seed: { source: 'node/seed/main.js', interpreter: '/usr/local/bin/node' },
  'ci-entrypoint': { source: 'node/ci/entrypoint/main.js', interpreter: '/usr/local/bin/node' },
  'ci-serve': { source: 'node/ci/main.js', interpreter: '/usr/local/bin/node' },
};

export type NodeProgram = keyof typeof PROGRAMS;

/**
 * Bundles the programs that run inside of nodes, each to one file without dependencies: `boot.js` (the image's
 * entrypoint), `kindnetd.js`, `seed.js`, and those of the CI image alone. They are CommonJS with a `#!` line, so that they
 * run under any name, also one without an extension, on the image's Node (24).
 *
 * @param outDir directory for the bundles; made when missing
 * @returns absolute paths of the bundles, by program
 */
export async function bundleNodePrograms(outDir: string): Promise<Record<NodeProgram, string>> {
  const sources = join(dirname(fileURLToPath(import.meta.url)), '..');
  await mkdir(outDir, { recursive: true });
  const bundles = Object.entries(PROGRAMS).map(async ([name, { source, interpreter }]) => {
    const outfile = join(outDir, `${name}.js`);
    await build({
      entryPoints: [join(sources, source)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node24',
      minifyWhitespace: true,
      legalComments: 'none',
      banner: { js: `#!${interpreter}` },
      logLevel: 'warning',
    });
    await chmod(outfile, 0o755);
    return [name, outfile] as const;
  });
  return Object.fromEntries(await Promise.all(bundles)) as Record<NodeProgram, string>;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundleNodePrograms(fileURLToPath(new URL('../../node/', import.meta.url)));
}
