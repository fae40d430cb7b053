import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crossTool, requireCompiler } from './c-compiler.js';

const native = process.arch === 'arm64' ? 'arm64' : 'amd64';

test("this machine's architecture needs no cross compiler", () => {
  assert.equal(crossTool('gcc', native), 'gcc');
  assert.match(crossTool('strip', native === 'amd64' ? 'arm64' : 'amd64'), /-linux-gnu-strip$/);
});

test('everything that is missing is named at once, with the packages that have it', async () => {
  const libraries = [{ file: 'libnothing.a', package: 'libnothing-dev' }];
  await assert.rejects(requireCompiler(native, libraries, { 'no-such-tool': 'tools' }), {
    code: 'PREFLIGHT',
    message: /no-such-tool, libnothing\.a$/,
    hint: /^On Debian: apt-get install (gcc )?tools libnothing-dev$/,
  });
});
