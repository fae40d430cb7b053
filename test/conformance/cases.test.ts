import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectCases } from './cases.js';

test('cases are chosen by their names, and others of the same kinds left out with a reason', () => {
  const { groups, leftOut } = selectCases([
    '[sig-network] Netpol NetworkPolicy should deny [Feature:NetworkPolicy]',
    '[sig-network] Netpol [Feature:SCTPConnectivity] NetworkPolicy should deny [Feature:NetworkPolicy]',
    '[sig-network] DNS should provide DNS for services [Conformance]',
    '[sig-network] DNS should support configurable pod resolv.conf',
    '[sig-network] Services should work after restarting kube-proxy [Disruptive]',
    '[sig-network] LoadBalancers should be able to change the type [Feature:LoadBalancer]',
    '[sig-storage] HostPath should support r/w [NodeConformance]',
    '[sig-storage] Secrets Should fail non-optional pod creation [Slow] [NodeConformance]',
    '[sig-storage] PersistentVolumes-local [Volume type: dir] One pod should be able to write',
    '[sig-storage] PersistentVolumes-local [Volume type: block] One pod should be able to write',
    'External Storage [Driver: rancher.io/local-path] [Testpattern: Dynamic PV (default fs)] volumes should store data',
    'External Storage [Driver: rancher.io/local-path] [Testpattern: Dynamic PV (ntfs)] volumes should store data',
    '[sig-node] Pods should run [Conformance]',
  ]);
  assert.deepEqual(
    Object.values(groups).map((names) => names.length),
    [1, 1, 1, 1, 1, 2],
  );
  assert.deepEqual(
    Object.values(leftOut).map((reason) => reason.split(' ', 2).join(' ')),
    ['about SCTP,', 'labelled [Disruptive]', 'would make'],
  );
});
