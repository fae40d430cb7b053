import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { SHARED_IDENTITIES } from '../../node/ci/paths.js';
import { configOf, imageId } from '../content/image-content.js';
import { readImageFiles } from '../content/read-files.js';
import { sampleNodeImage } from '../testing/sample-node-image.js';
import { testWorkDirectory } from '../testing/work-directory.js';
import { withCiLayer } from './ci-layer.js';

test('a CI image is the node image with one more layer and another entrypoint, the same each time', async (t) => {
  const work = await testWorkDirectory(t);
  const program = join(work.dir, 'program');
  await writeFile(program, 'program');
  const files = { entrypoint: program, serve: program, unit: program, waitForKind: program, docker: program };
  const run = { Env: ['A=1'], Entrypoint: ['/usr/local/bin/entrypoint'], StopSignal: 'SIGRTMIN+3' };
  const node = await sampleNodeImage(work, { 'kind/version': 'v1.36.3\n' }, run);
  const layer = { files, staticIp: '172.99.99.1', sharedPki: undefined };
  const image = await withCiLayer(node, layer, { work });
  assert.deepEqual(image.layers.slice(0, -1), node.layers);
  assert.deepEqual(configOf(image).config, {
    Env: ['A=1', 'KUBECONFIG=/etc/kubernetes/admin.conf', 'STATIC_IP=172.99.99.1'],
    Entrypoint: ['/kind/ci/bin/entrypoint', '/sbin/init'],
    StopSignal: 'SIGRTMIN+3',
    ExposedPorts: { '8443/tcp': {}, '10080/tcp': {} },
    Volumes: { '/var': {} },
  });
  const paths = ['kind/ci/bin/entrypoint', 'kind/version', SHARED_IDENTITIES.slice(1)];
  assert.deepEqual([...(await readImageFiles(image, paths)).keys()].sort(), paths.slice(0, 2));
  assert.equal(imageId(await withCiLayer(node, layer, { work })), imageId(image));
});
