import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { LOAD_BALANCER_IMAGE } from '../config/defaults.js';
import { loadPins, shippedFile } from './pins.js';

test('every Go module is pinned to a version and a hash', async () => {
  const { go } = await loadPins();
  for (const pin of Object.values(go)) {
    assert.match(pin.version, /^v\d+\.\d+\.\d+$/);
    assert.match(pin.sum, /^h1:[A-Za-z0-9+/]{43}=$/);
  }
});

test('Kubernetes versions are pinned, the default one among them', async () => {
  const { kubernetes } = await loadPins();
  assert.ok(kubernetes.default in kubernetes.versions);
  for (const [version, pin] of Object.entries(kubernetes.versions)) {
    assert.match(version, /^v1\.\d+\.\d+$/);
    assert.match(pin.coredns, /^v1\.\d+\.\d+$/);
    assert.match(pin.etcd, /^v3\.\d+\.\d+$/);
    assert.match(pin.goSum, /^[0-9a-f]{64}$/);
  }
});

test('the Node runtime is pinned for both architectures', async () => {
  const { node } = await loadPins();
  for (const arch of ['amd64', 'arm64'] as const) assert.match(node.packages[arch].integrity, /^sha512-.{86}==$/);
});

test("the load balancer's image is named after the HAProxy in it", async () => {
  assert.equal(LOAD_BALANCER_IMAGE, `localhost/kindling/haproxy:v${(await loadPins()).haproxy.version}`);
});

test('shipped files are found from wherever the program runs', async () => {
  assert.match(await readFile(await shippedFile('kubernetes', 'main.go'), 'utf8'), /^package main$/m);
});
