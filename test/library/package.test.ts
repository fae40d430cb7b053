import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from '../../src/exec/run.js';
import { compile, installPackage } from '../support/consumer.js';
import { docPrograms, outputPattern } from '../support/doc-programs.js';

let dir: string;
let files: string[];

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kindling-package-'));
  files = await installPackage(dir);
});
after(() => rm(dir, { recursive: true, force: true }));

test('the package holds what runs, and no tests', () => {
  const needed = ['bin/kind', 'dist/src/index.js', 'dist/src/index.d.ts', 'dist/node/boot.js', 'dist/node/kindnetd.js'];
  const bundle = ['dist/bundle/cli/main.js', 'dist/bundle/cli/main.cache'];
  for (const path of [...needed, ...bundle, 'images/pins.json']) assert.ok(files.includes(path), path);
  assert.deepEqual(
    files.filter((path) => /\.(test|cases|arbitrary)\.|\/testing[/.]|\.map$/.test(path)),
    [],
  );
});

test('it brings the program', async () => {
  const { stdout } = await run(['npx', '--no-install', 'kind', 'version'], { cwd: dir });
  assert.match(stdout, /^kind v/);
});

test('the program takes what was compiled in advance, and does without where it is of another Node.js', async () => {
  const cache = join(dir, 'node_modules/kindling/dist/bundle/cli/main.cache');
  const own = await readFile(cache);
  const refused = async () => {
    const hook = `
      const vm = require('node:vm');
      const { Script } = vm;
      vm.Script = class extends Script {
        constructor(source, options) {
          super(source, options);
          process.on('exit', () => process.stderr.write(String(this.cachedDataRejected)));
        }
      };`;
    await writeFile(join(dir, 'hook.cjs'), hook);
    const kind = join(dir, 'node_modules/kindling/bin/kind');
    const { stdout, stderr } = await run([process.execPath, '--require', './hook.cjs', kind, 'version'], { cwd: dir });
    assert.match(stdout, /^kind v/);
    return stderr;
  };
  assert.equal(await refused(), 'false');
  await writeFile(
    cache,
    own.map((byte) => byte ^ 255),
  );
  assert.equal(await refused(), 'true');
  await writeFile(cache, own);
});

test('it can be imported from a module, by its name alone', async () => {
  const program = `
    import * as library from 'kindling';
    console.log(typeof library.createCluster, typeof library.KindlingError);
    await import('kindling/dist/src/cluster/index.js').catch(({ code }) => console.log(code));`;
  const { stdout } = await run([process.execPath, '--input-type=module', '-e', program], { cwd: dir });
  assert.equal(stdout, 'function function\nERR_PACKAGE_PATH_NOT_EXPORTED\n');
});

test('importing it neither prints nor listens to anything', async () => {
  const program = `
    const counts = () => process.eventNames().map((name) => [name, process.listenerCount(name)]);
    const before = JSON.stringify([counts(), Object.keys(globalThis), process.env]);
    await import('kindling');
    process.exitCode = before === JSON.stringify([counts(), Object.keys(globalThis), process.env]) ? 0 : 1;`;
  const { stdout, stderr } = await run([process.execPath, '--input-type=module', '-e', program], { cwd: dir });
  assert.equal(stdout + stderr, '');
});

test('the programs of the documents compile against its types, and print what they say', async () => {
  const programs = [...(await docPrograms('docs/library.md')), ...(await docPrograms('README.md'))];
  assert.ok(programs.length > 10);
  for (const [index, { source }] of programs.entries()) await writeFile(join(dir, `program${index}.ts`), source);
  await compile(dir);
  // The others need an engine: test/e2e/library.cases.ts runs them.
  const index = programs.findIndex(({ heading }) => heading === 'Configuration');
  const { stdout } = await run([process.execPath, `program${index}.js`], { cwd: dir });
  assert.match(stdout, outputPattern(programs[index]?.output ?? ''));
});

test('the types refuse what is wrong', async () => {
  const wrong = [
    "await createCluster({ engine, config: { nodes: [{ role: 'controller' }] } });",
    'await createCluster({});',
    "await deleteCluster({ engine, nam: 'x' });",
    "if (error instanceof KindlingError && error.code === 'NO_SUCH_CODE') throw error;",
  ];
  const head = "import { createCluster, deleteCluster, type Engine, KindlingError } from 'kindling';\n";
  const declarations = 'declare const engine: Engine;\ndeclare const error: unknown;\n';
  const other = await mkdtemp(join(dir, 'wrong-'));
  await writeFile(join(other, 'wrong.ts'), head + declarations + wrong.join('\n'));
  const said = await compile(other).then(
    () => '',
    (error) => String(error.output),
  );
  for (const index of wrong.keys()) assert.match(said, new RegExp(`wrong\\.ts\\(${index + 4},`), said);
  assert.equal(said.match(/error TS/g)?.length, wrong.length, said);
});
