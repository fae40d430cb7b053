/** The Node.js that nodes run, which has been made smaller: what their programs need of it still works. */
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { hostArch, nodeProgram } from '../../src/build/base/base-parts.js';
import { materialize } from '../../src/build/cache.js';
import { nodeRuntimePart } from '../../src/build/parts/node-runtime.js';
import { loadPins } from '../../src/build/pins.js';
import { run } from '../../src/exec/run.js';

let node: string;
before(async () => {
  const { dir } = await materialize(await nodeRuntimePart({ arch: hostArch }));
  node = join(dir, 'bin', 'node');
});

/** What an expression is in that Node.js. */
async function evaluate(expression: string): Promise<unknown> {
  return JSON.parse((await run([node, '-p', `JSON.stringify(${expression})`])).stdout);
}

test('it is the pinned version, and small', async () => {
  assert.equal(await evaluate('process.version'), `v${(await loadPins()).node.version}`);
  assert.ok((await stat(node)).size < 85e6, `${(await stat(node)).size} bytes`);
});

test('text is handled as before, and languages other than English are told as that', async () => {
  const cases: [expression: string, value: unknown][] = [
    ['/^\\p{Lu}\\p{L}+$/u.test("Ünïcode")', true],
    ['"é".normalize("NFD").length', 2],
    ['["b", "ä", "a"].sort((a, b) => a.localeCompare(b))', ['a', 'ä', 'b']],
    ['new URL("http://bücher.example/").host', 'xn--bcher-kva.example'],
    ['new Date(0).toLocaleString("en", { timeZone: "Europe/Berlin" })', '1/1/1970, 1:00:00 AM'],
    ['new Date(0).toLocaleString("de", { timeZone: "UTC" })', '1/1/1970, 12:00:00 AM'],
    ['new TextDecoder("utf-16le").decode(Buffer.from("é", "utf16le"))', 'é'],
    ['[...new Intl.Segmenter("en", { granularity: "word" }).segment("a b")].length', 3],
  ];
  for (const [expression, value] of cases) assert.deepEqual(await evaluate(expression), value, expression);
});

test('cryptography, exceptions from C++ and WebAssembly work', async () => {
  assert.equal(await evaluate('crypto.createHash("sha256").update("").digest("hex").slice(0, 8)'), 'e3b0c442');
  assert.equal(await evaluate('(() => { try { fs.readFileSync("/none") } catch (e) { return e.code } })()'), 'ENOENT');
  const module = 'new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])';
  assert.equal(await evaluate(`WebAssembly.validate(${module})`), true);
});

for (const name of ['boot', 'kindnetd', 'seed'] as const) {
  test(`it compiles the program ${name}`, async () => {
    const { stderr } = await run([node, '--check', await nodeProgram(name)]);
    assert.equal(stderr, '');
  });
}
