import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { allInOrder } from '../../src/all-in-order.js';
import type { EngineName } from '../../src/engine/engine.js';
import { engineOf, type Inside, insideOf } from '../support/inside.js';
import { type Finished, User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';

const nameOf = (format: string) => `e2e-old-${format}`;
const PLUGINS = 'NodeRestriction,MutatingAdmissionWebhook,ValidatingAdmissionWebhook';

/** What the documents of old releases had in their patches, for the kubeadm of their time. */
const PATCHES = `kubeadmConfigPatches:
- |
  apiVersion: kubeadm.k8s.io/v1beta1
  kind: ClusterConfiguration
  metadata:
    name: config
  apiServer:
    extraArgs:
      enable-admission-plugins: ${PLUGINS}
kubeadmConfigPatchesJson6902:
- group: kubeadm.k8s.io
  version: v1beta1
  kind: ClusterConfiguration
  patch: |
    - op: add
      path: /apiServer/certSANs/-
      value: my-hostname
`;

const nodeWith = (mounted: string) => `nodes:
- role: control-plane
  extraMounts:
  - hostPath: ${mounted}
    containerPath: /mounted`;

const FORMATS: Record<string, (mounted: string) => string> = {
  v1alpha1: () => `kind: Config\napiVersion: kind.sigs.k8s.io/v1alpha1\n${PATCHES}`,
  v1alpha2: (mounted) => `kind: Config
apiVersion: kind.sigs.k8s.io/v1alpha2
${nodeWith(mounted)}
  ${PATCHES.trimEnd().replaceAll('\n', '\n  ')}
`,
  v1alpha3: (mounted) => `kind: Cluster
apiVersion: kind.sigs.k8s.io/v1alpha3
${nodeWith(mounted)}
    readOnly: true
- role: worker
networking:
  podSubnet: 10.250.0.0/16
${PATCHES}`,
};

/** The examples of old releases' documents, in the formats that they had: each makes a working cluster. */
export function oldConfigurationCases(engine: EngineName): void {
  let user: User;
  let inside: Inside;
  let mounted: string;
  let clean: Record<string, string[]>;
  let created: Record<string, Finished>;
  const deleteAll = ['delete', 'clusters', ...Object.keys(FORMATS).map(nameOf)];
  before(async () => {
    clean = await leftovers(engine);
    user = await User.create(engine);
    inside = insideOf(await engineOf(engine));
    mounted = await mkdtemp(join(tmpdir(), 'e2e-old-'));
    await writeFile(join(mounted, 'greeting'), 'hello from the host\n');
    const create = async ([format, config]: [string, (typeof FORMATS)[string]]) => {
      const args = ['create', 'cluster', '--name', nameOf(format), '--config', '-', '--wait', '4m'];
      return [format, await user.kind(args, { stdin: config(mounted) })] as const;
    };
    created = Object.fromEntries(await allInOrder(Object.entries(FORMATS).map(create)));
  });
  after(async () => {
    await user.kind(deleteAll);
    await rm(mounted, { recursive: true, force: true });
    await user.dispose();
  });

  for (const [format, config] of Object.entries(FORMATS)) {
    test(`${format}: patches and mounts are in effect`, async () => {
      const { exitCode, stderr = '' } = created[format] ?? {};
      assert.equal(exitCode, 0, stderr);
      assert.match(stderr, /kind config migrate/);
      const node = `${nameOf(format)}-control-plane`;
      const manifest = await inside(node, 'cat', '/etc/kubernetes/manifests/kube-apiserver.yaml');
      assert.match(manifest, new RegExp(`^ *- --enable-admission-plugins=${PLUGINS}$`, 'm'));
      const certificate = await inside(
        node,
        'openssl',
        'x509',
        '-noout',
        '-text',
        '-in',
        '/etc/kubernetes/pki/apiserver.crt',
      );
      assert.match(certificate, /DNS:my-hostname/);
      if (config('').includes('/mounted')) {
        assert.equal(await inside(node, 'cat', '/mounted/greeting'), 'hello from the host\n');
      }
      await user.podsReady(nameOf(format), 120);
    });
  }

  test('delete leaves nothing behind', async () => {
    await user.mustKind(deleteAll);
    assert.deepEqual(await leftovers(engine), clean);
  });
}
