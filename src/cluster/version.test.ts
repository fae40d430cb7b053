import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayVersion, semanticVersion } from './version.js';

test("the version is shown with platform and architecture in Go's words", () => {
  const runtime = { version: 'v20.19.0', platform: 'win32', arch: 'x64' };
  assert.equal(displayVersion(runtime), `kind v${semanticVersion()} v20.19.0 windows/amd64`);
  assert.match(displayVersion({ ...runtime, platform: 'darwin', arch: 'arm64' }), / darwin\/arm64$/);
  assert.match(displayVersion({ ...runtime, platform: 'linux', arch: 'riscv64' }), / linux\/riscv64$/);
});
