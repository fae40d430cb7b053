import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { digestOf } from '../../archive/contents.js';
import { tarOf } from '../../archive/testing/sample-archives.js';
import type { ImageContent } from '../content/image-content.js';
import { shippedFile } from '../pins.js';
import { baseContainerdConfig, nodeContainerdConfig } from './containerd-config.js';

const PAUSE = 'registry.example.com/pause:3';
const CONFIG = await readFile(await shippedFile('images/base/files/etc/containerd/config.toml'), 'utf8');

async function image(files: Record<string, string>): Promise<ImageContent> {
  const tar = await tarOf(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));
  const read = async function* () {
    yield tar;
  };
  const layer = { digest: digestOf(tar), diffId: digestOf(tar), size: tar.length, compression: 'none' as const, read };
  return { config: Buffer.from('{}'), layers: [layer] };
}

test("a node's containerd makes sandboxes of the pause image, and leaves cgroups to systemd", () => {
  const config = nodeContainerdConfig(CONFIG, PAUSE, 'v1.36.3');
  assert.match(config, new RegExp(`^ {2}sandbox_image = "${PAUSE}"$`, 'm'));
  assert.equal(config.match(/SystemdCgroup = true/g)?.length, 2);
});

test('before Kubernetes 1.24 containerd manages cgroups itself', () => {
  const config = nodeContainerdConfig(CONFIG, PAUSE, 'v1.23.17');
  assert.equal(config.match(/SystemdCgroup = false/g)?.length, 2);
  assert.doesNotMatch(config, /SystemdCgroup = true/);
});

test("only kindling's base images have what a node image needs", async () => {
  const own = { 'etc/containerd/config.toml': 'x', 'kind/bin/create-kubelet-cgroup.sh': '' };
  assert.equal(await baseContainerdConfig(await image(own), 'base:1'), 'x');
  const others = await image({ 'etc/containerd/config.toml': 'x', 'kind/bin/create-kubelet-cgroup-v2.sh': '' });
  await assert.rejects(baseContainerdConfig(others, 'kindest/base:1'), {
    code: 'IMAGE_INVALID',
    message: '"kindest/base:1" is no base image that a node image can be made of',
  });
});
