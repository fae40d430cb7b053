import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { parseOutput } from './output-flag.js';

const stdout = new Writable();
const parse = (text: string) => parseOutput(text, 'node-image-amd64', { cwd: '/here', stdout });

test('the output is a format and a path', () => {
  assert.deepEqual(parse('oci-archive'), { format: 'oci-archive', path: '/here/node-image-amd64.tar' });
  assert.deepEqual(parse('docker-archive:out/x.tar'), { format: 'docker-archive', path: '/here/out/x.tar' });
  assert.deepEqual(parse('dir:/x:y'), { format: 'dir', path: '/x:y' });
  assert.deepEqual(parse('dir'), { format: 'dir', path: '/here/node-image-amd64' });
  assert.equal(parse('docker-archive:-').path, stdout);
});

test('the output is written as for docker buildx', () => {
  assert.deepEqual(parse('type=oci,dest=x.tar'), { format: 'oci-archive', path: '/here/x.tar' });
  assert.deepEqual(parse('type=docker,dest=x.tar,compression=gzip'), {
    format: 'docker-archive',
    path: '/here/x.tar',
    gzip: true,
  });
  assert.deepEqual(parse('type=oci,tar=false,dest=x'), { format: 'dir', path: '/here/x' });
  assert.deepEqual(parse('type=oci-archive,"dest=a,b.tar"'), { format: 'oci-archive', path: '/here/a,b.tar' });
});

test('what cannot be understood is named, with an example', () => {
  const cases: Record<string, RegExp> = {
    tarball: /there is no format "tarball"/,
    'oci-archive:': /the path is empty/,
    'type=oci,dst=x': /"dst" is not known/,
    'type=oci,dest': /"dest" is no key=value/,
    'type=oci,tar=maybe': /tar is either true or false/,
    'type=docker,tar=false': /Docker has no format that is a directory/,
    'type=oci,compression=zstd': /compression is either gzip or uncompressed/,
    'dir:-': /a directory cannot be written to standard output/,
  };
  for (const [text, message] of Object.entries(cases)) {
    assert.throws(
      () => parse(text),
      (error: Error & { code: string; hint: string }) => {
        assert.equal(error.code, 'USAGE');
        assert.match(error.message, message);
        assert.match(error.hint, /^for example --output /);
        return true;
      },
    );
  }
  const terminal = Object.assign(new Writable(), { isTTY: true });
  assert.throws(() => parseOutput('oci-archive:-', 'x', { cwd: '/', stdout: terminal }), /nothing for a terminal/);
});
