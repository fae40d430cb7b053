import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { SAMPLE_IMAGE, withSampleImage } from '../../scripts/quickstart/sample-image.js';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';
import { compile, installPackage } from '../support/consumer.js';
import { docPrograms, outputPattern } from '../support/doc-programs.js';
import { User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';

const programs = await docPrograms('docs/library.md');

/** The programs of docs/library.md, one after another, in a project that has the package installed. */
export function libraryCases(engine: EngineName): void {
  let user: User;
  let dir: string;
  let clean: Record<string, string[]>;

  before(async () => {
    clean = await leftovers(engine);
    user = await User.create(engine);
    dir = await mkdtemp(join(tmpdir(), 'kindling-library-'));
    await installPackage(dir);
    for (const [index, { source }] of programs.entries()) await writeFile(join(dir, `program${index}.ts`), source);
    await compile(dir);
    await withSampleImage((archive) => run(['cp', archive, join(dir, 'app.tar')]));
  });
  after(async () => {
    for (const name of ['docs', 'bare']) await user.kind(['delete', 'cluster', '--name', name]);
    await run([engine, 'rmi', 'localhost/docs/node:example'], { okCodes: [0, 1] });
    await rm(dir, { recursive: true, force: true });
    await user.dispose();
  });

  for (const [index, { heading, output }] of programs.entries()) {
    test(heading, async () => {
      const env = { ...user.env, APP: SAMPLE_IMAGE };
      const { stdout } = await run([process.execPath, `program${index}.js`], { cwd: dir, env }).catch((error) => {
        throw new Error(`${error.message}:\n${error.output}`);
      });
      assert.match(stdout, outputPattern(output ?? ''));
    });
  }

  test('nothing is left behind', async () => {
    assert.deepEqual(await leftovers(engine), clean);
  });
}
