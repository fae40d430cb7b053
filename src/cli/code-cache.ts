import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';

/**
 * Writes what V8 compiled of the bundle: `node code-cache.js BUNDLE CACHE`. V8 compiles functions when they are called
 * first; so a command is run that calls what most commands do: `get clusters`, of an engine that is not found.
 */
const [, , bundle = '', cache = ''] = process.argv;
const script = new Script(readFileSync(bundle, 'utf8'), { filename: bundle });
const module = { exports: {} as { main(): Promise<never> } };
script.runInThisContext()(module, createRequire(bundle), bundle);

process.argv.splice(2, Infinity, 'get', 'clusters');
Object.assign(process.env, { PATH: '', KIND_EXPERIMENTAL_PROVIDER: 'nerdctl' });
process.on('exit', () => {
  writeFileSync(cache, script.createCachedData());
  process.exitCode = 0;
});
await module.exports.main();
