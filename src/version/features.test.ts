import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as features from './features.js';
import { parseGenericVersion, parseSemanticVersion, type Version } from './version.js';

/** Checks a choice against `version → value` pairs. */
function chooses<T>(choice: (version: Version) => T, parse: (text: string) => Version, table: Record<string, T>): void {
  for (const [text, value] of Object.entries(table)) assert.deepEqual(choice(parse(text)), value, text);
}

const generic = (text: string) => parseGenericVersion(text);
const semantic = (text: string) => parseSemanticVersion(text);

test('the kubeadm API follows the version, pre-releases included', () => {
  chooses(features.kubeadmApi, generic, {
    'v1.20.0': 'v1beta2',
    'v1.22.17': 'v1beta2',
    'v1.23.0-alpha.1': 'v1beta3',
    'v1.23.0': 'v1beta3',
    'v1.35.4': 'v1beta3',
    'v1.36.0-alpha.0': 'v1beta4',
    'v1.36.3': 'v1beta4',
    'v1.40.0': 'v1beta4',
  });
});

test('phases are skipped by arguments before 1.23', () => {
  chooses(features.skipsPhasesByArguments, generic, { 'v1.22.9': true, 'v1.23.0-beta.0': false, 'v1.36.0': false });
});

test('the cgroup driver is systemd from 1.24 on', () => {
  chooses(features.cgroupDriver, generic, { 'v1.23.17': 'cgroupfs', 'v1.24.0-rc.0': 'systemd', 'v1.36.3': 'systemd' });
});

test('only 1.20 needs the dual stack gate', () => {
  chooses(features.kubeadmFeatureGates, generic, {
    'v1.19.1': {},
    'v1.20.0': { IPv6DualStack: true },
    'v1.20.15': { IPv6DualStack: true },
    'v1.21.0': {},
  });
});

test('rootless needs 1.22', () => {
  chooses(features.supportsRootless, generic, { 'v1.21.9': false, 'v1.22.0': true });
});

test('ECDSA keys are asked for by a field, before by a gate, before not at all', () => {
  chooses(features.ecdsaKeysBy, generic, { 'v1.30.9': 'none', 'v1.31.0': 'feature gate', 'v1.36.0': 'field' });
});

test('later needs begin where Kubernetes began them', () => {
  chooses(features.kubeletRefusesCgroupV1, generic, { 'v1.34.4': false, 'v1.35.0': true });
});

test('the taints to remove changed twice', () => {
  const master = 'node-role.kubernetes.io/master';
  const controlPlane = 'node-role.kubernetes.io/control-plane';
  chooses(features.controlPlaneTaints, semantic, {
    'v1.23.17': [master],
    'v1.24.0-alpha.1.591+a3d5e5598290df': [master],
    'v1.24.0-alpha.1.592+370031cadac624': [controlPlane, master],
    'v1.24.0': [controlPlane, master],
    'v1.25.0-alpha.0.556+abc': [controlPlane, master],
    'v1.25.0-alpha.0.557+84c8afeba39ec9': [controlPlane],
    'v1.36.3': [controlPlane],
  });
});
