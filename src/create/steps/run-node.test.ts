import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cluster } from '../../config/v1alpha4.js';
import { validate } from '../../config/validate.js';
import type { CreateContext } from '../context.js';
import { nodeSpec } from './run-node.js';

function specs(config: Cluster) {
  const cluster = validate(config);
  const context = { cluster, network: 'kind', cwd: '/project' } as CreateContext;
  return cluster.nodes.map((node) => nodeSpec(context, node, {}));
}

test('only control planes have the variable that kubectl looks for', () => {
  const [control, worker] = specs({ nodes: [{ role: 'control-plane' }, { role: 'worker' }] });
  assert.deepEqual(control?.env, { KUBECONFIG: '/etc/kubernetes/admin.conf' });
  assert.deepEqual(worker?.env, {});
  assert.deepEqual(worker?.labels, { 'io.x-k8s.kind.cluster': 'kind', 'io.x-k8s.kind.role': 'worker' });
  assert.deepEqual([worker?.name, worker?.hostname], ['kind-worker', 'kind-worker']);
});

test('search domains are handed to nodes, an empty list as well', () => {
  const variable = (dnsSearch?: string[]) =>
    specs({ networking: { ...(dnsSearch && { dnsSearch }) } })[0]?.env?.KIND_DNS_SEARCH;
  assert.equal(variable(), undefined);
  assert.equal(variable([]), '');
  assert.equal(variable(['a.b', 'c']), 'a.b c');
});

test('relative host paths start at the working directory', () => {
  const extraMounts = [
    { hostPath: 'data', containerPath: '/data' },
    { hostPath: '/abs', containerPath: '/abs' },
  ];
  const [spec] = specs({ nodes: [{ extraMounts }] });
  assert.deepEqual(
    spec?.mounts?.map(({ hostPath }) => hostPath),
    ['/project/data', '/abs'],
  );
});

test('nodes with IPv6 are told to forward it', () => {
  const sysctls = { 'net.ipv6.conf.all.disable_ipv6': '0', 'net.ipv6.conf.all.forwarding': '1' };
  assert.equal(specs({})[0]?.sysctls, undefined);
  for (const ipFamily of ['ipv6', 'dual'] as const) {
    assert.deepEqual(specs({ networking: { ipFamily } })[0]?.sysctls, sysctls);
  }
});
