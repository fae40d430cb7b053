import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KindlingError } from '../../../errors.js';
import type { Pins } from '../../pins.js';
import { corednsCandidates, etcdCandidates, firstThatWorks } from './choose.js';
import { IncompleteKubernetesError } from './staging.js';

const versions = {
  'v1.36.3': { coredns: 'v1.14.2', etcd: 'v3.6.8', goSum: '' },
  'v1.34.4': { coredns: 'v1.12.4', etcd: 'v3.6.5', goSum: '' },
};
const pins = { kubernetes: { default: 'v1.36.3', versions } } as unknown as Pins;
const failed = (message: string) => new KindlingError('BUILD_FAILED', message);

test('a pinned Kubernetes version is built with the pinned CoreDNS and etcd', () => {
  assert.deepEqual(corednsCandidates('v1.34.4', 'v1.12.1', pins), ['v1.12.4']);
  assert.deepEqual(etcdCandidates('v1.34.4', 'v3.6.4', '', pins), ['v3.6.5']);
});

test('another version is tried with what kubeadm asks for first', () => {
  assert.deepEqual(corednsCandidates('v1.35.4', 'v1.13.1', pins), ['v1.13.1', 'v1.14.2', 'v1.12.4']);
  assert.deepEqual(corednsCandidates('v1.36.1', 'v1.14.2', pins), ['v1.14.2', 'v1.12.4']);
});

test('etcd may have the version of the client in Kubernetes', () => {
  const goMod = 'require (\n\tgo.etcd.io/etcd/client/v3 v3.5.21\n)\n';
  assert.deepEqual(etcdCandidates('v1.33.13', 'v3.5.24', goMod, pins), ['v3.5.24', 'v3.5.21']);
  assert.deepEqual(etcdCandidates('v1.33.13', 'v3.5.24', '', pins), ['v3.5.24']);
});

test('the first candidate that can be built is taken', async () => {
  const tried: string[] = [];
  const taken = await firstThatWorks(
    'CoreDNS',
    ['v1', 'v2', 'v3'],
    () => {},
    async (candidate) => {
      tried.push(candidate);
      if (candidate === 'v1') throw failed('does not compile');
    },
  );
  assert.equal(taken, 'v2');
  assert.deepEqual(tried, ['v1', 'v2']);
});

test('when none can be built, the reasons of all are told', async () => {
  const attempt = async (candidate: string) => {
    throw failed(`no ${candidate}`);
  };
  await assert.rejects(
    firstThatWorks('CoreDNS', ['v1', 'v2'], () => {}, attempt),
    { code: 'BUILD_FAILED', message: 'CoreDNS v1: no v1\nCoreDNS v2: no v2' },
  );
});

test('when Kubernetes itself cannot be had, nothing else is tried', async () => {
  const attempt = async () => {
    throw new IncompleteKubernetesError('BUILD_FAILED', 'k8s.io/api cannot be had');
  };
  await assert.rejects(
    firstThatWorks('CoreDNS', ['v1', 'v2'], () => {}, attempt),
    { message: 'k8s.io/api cannot be had' },
  );
});
