import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goModFor, provisionerRequires } from './go-mod.js';

const kubernetes = `module k8s.io/kubernetes

go 1.26.0

godebug default=go1.26

require (
	github.com/google/cel-go v0.26.0
	k8s.io/api v0.0.0
	k8s.io/klog/v2 v2.140.0
	sigs.k8s.io/yaml v1.6.0
	sigs.k8s.io/json v0.0.0-20250730193827-2d320260d730 // indirect
)

replace (
	k8s.io/api => ./staging/src/k8s.io/api
)
`;

test('the go.mod has exactly the code that Kubernetes was released with', () => {
  const requires = ['github.com/coredns/coredns v1.14.2'];
  assert.equal(
    goModFor({ name: 'example', version: 'v1.36.3', kubernetes, etcd: 'v3.6.8', requires }),
    `module example
go 1.26.0
godebug default=go1.26
require k8s.io/kubernetes v1.36.3
require github.com/coredns/coredns v1.14.2
replace k8s.io/api => k8s.io/api v0.36.3
replace github.com/google/cel-go => github.com/google/cel-go v0.26.0
replace k8s.io/klog/v2 => k8s.io/klog/v2 v2.140.0
replace sigs.k8s.io/yaml => sigs.k8s.io/yaml v1.6.0
replace sigs.k8s.io/json => sigs.k8s.io/json v0.0.0-20250730193827-2d320260d730
replace go.etcd.io/etcd/api/v3 => go.etcd.io/etcd/api/v3 v3.6.8
replace go.etcd.io/etcd/client/pkg/v3 => go.etcd.io/etcd/client/pkg/v3 v3.6.8
replace go.etcd.io/etcd/client/v3 => go.etcd.io/etcd/client/v3 v3.6.8
replace go.etcd.io/etcd/pkg/v3 => go.etcd.io/etcd/pkg/v3 v3.6.8
replace go.etcd.io/etcd/server/v3 => go.etcd.io/etcd/server/v3 v3.6.8
`,
  );
});

test('the provisioner takes its libraries with it, and Kubernetes from here', () => {
  const goMod = `require (
	github.com/Sirupsen/logrus v0.11.0
	github.com/urfave/cli v1.19.1
	k8s.io/api v0.30.0
	sigs.k8s.io/sig-storage-lib-external-provisioner/v10 v10.0.1
)
require (
	github.com/beorn7/perks v1.0.1 // indirect
)
`;
  assert.deepEqual(provisionerRequires(goMod), [
    'github.com/urfave/cli v1.19.1',
    'sigs.k8s.io/sig-storage-lib-external-provisioner/v10 v10.0.1',
  ]);
});
