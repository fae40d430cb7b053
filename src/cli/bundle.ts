import { rm } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles the command line interface with the library: a few files instead of some 300 make it start in half the
 * time. What a command loads lazily stays apart. Run after tsc; `bin/kind` takes the bundle unless tsc has run since.
 *
 * @param outDir directory for the bundle, three levels below the package's root; emptied first
 */
export async function bundleCli(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  await build({
    entryPoints: [fileURLToPath(new URL('main.js', import.meta.url))],
    outdir: outDir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minifyWhitespace: true,
    legalComments: 'eof',
    sourcemap: 'linked',
    sourcesContent: false,
    // Dependencies that are CommonJS ask for Node's own modules with require.
    banner: { js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);" },
    // It asks for further packages, of which it does without those that are not there.
    external: ['@cyclonedx/cyclonedx-library'],
    logLevel: 'warning',
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundleCli(fileURLToPath(new URL('../../bundle/cli/', import.meta.url)));
}
