import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { hashOfBuildCode } from '../build/rootfs/hash.js';
import { run } from '../exec/run.js';

/**
 * Bundles the command line interface with the library, and compiles it in advance: one file that V8 need not parse
 * instead of some 300 makes it start in a third of the time. What a command loads lazily runs when it does. Run after
 * tsc; `bin/kind` takes the bundle unless tsc has run since.
 *
 * `main.js` is a function of `module`, `require` and `__filename`: CommonJS, because only such a program can be handed
 * to V8 with what was compiled. `main.cache` is that; it is good for the version of Node.js that made it.
 *
 * @param outDir directory for the bundle, three levels below the package's root; emptied first
 */
export async function bundleCli(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  const bundle = join(outDir, 'main.js');
  await build({
    entryPoints: [fileURLToPath(new URL('main.js', import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minifyWhitespace: true,
    legalComments: 'eof',
    sourcemap: 'linked',
    sourcesContent: false,
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '$url', BUNDLED_BUILD_CODE: JSON.stringify(await hashOfBuildCode()) },
    banner: {
      js: "(function(module,require,__filename){const $url=require('node:url').pathToFileURL(__filename).href;",
    },
    footer: { js: '})' },
    // It asks for further packages, of which it does without those that are not there.
    external: ['@cyclonedx/cyclonedx-library'],
    logLevel: 'warning',
  });
  await run([
    process.execPath,
    fileURLToPath(new URL('code-cache.js', import.meta.url)),
    bundle,
    join(outDir, 'main.cache'),
  ]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundleCli(fileURLToPath(new URL('../../bundle/cli/', import.meta.url)));
}
