import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { withSampleImage } from '../../scripts/quickstart/sample-image.js';
import { renderCniManifest } from '../../src/create/steps/cni.js';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';
import { eventually } from '../support/eventually.js';
import { engineOf, type Inside, insideOf } from '../support/inside.js';
import { type Finished, User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';
import { fetching, pod } from './workloads.js';

const NAME = 'e2e-bare';
const NODES = [`${NAME}-control-plane`, `${NAME}-worker`] as const;
const [CONTROL_PLANE, WORKER] = NODES;

const configuration = (networking: object) =>
  JSON.stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name: NAME,
    networking,
    nodes: [{ role: 'control-plane' }, { role: 'worker' }],
  });

/** A cluster without network and without kube-proxy, to which the user brings a network. */
export function bareCases(engineName: EngineName): void {
  let user: User;
  let inside: Inside;
  let clean: Record<string, string[]>;
  let created: Finished;

  before(async () => {
    clean = await leftovers(engineName);
    user = await User.create(engineName);
    inside = insideOf(await engineOf(engineName));
    const stdin = configuration({ disableDefaultCNI: true, kubeProxyMode: 'none', podSubnet: '10.113.0.0/16' });
    created = await user.kind(['create', 'cluster', '--config=-', '--wait', '1s'], { stdin });
  });

  after(async () => {
    await user.kind(['delete', 'cluster', '--name', NAME]);
    await user.dispose();
  });

  const conditions = async () =>
    await user.kubectl(NAME, [
      'get',
      'nodes',
      '-o',
      'jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}',
    ]);

  test('everything but the network is done, and nodes are not Ready', async () => {
    assert.equal(created.exitCode, 0, created.stderr);
    assert.match(created.stderr, /nodes are not Ready: with disableDefaultCNI they wait for the network/);
    assert.doesNotMatch(created.stderr, /Installing CNI|Ready after/);
    assert.match(created.stderr, /✓ Joining worker nodes/);
    assert.equal(await conditions(), 'False False');
    assert.match(await user.kubectl(NAME, ['get', 'storageclass', '-o', 'name']), /standard/);
  });

  test('there is no kube-proxy and no network of ours', async () => {
    assert.equal(await user.kubectl(NAME, ['get', 'daemonsets', '-A', '-o', 'name']), '');
    for (const node of NODES) {
      assert.equal(await inside(node, 'find', '/etc/cni/net.d', '-type', 'f'), '');
      assert.doesNotMatch(await inside(node, 'iptables-save'), /KUBE-SVC/);
    }
  });

  test('a network that the user applies makes nodes Ready and joins their pods', async () => {
    const manifest = await inside(CONTROL_PLANE, 'cat', '/kind/manifests/default-cni.yaml');
    const values = { podSubnet: '10.113.0.0/16', endpoint: `${CONTROL_PLANE}:6443` };
    await user.kubectl(NAME, ['apply', '-f', '-'], renderCniManifest(manifest, values));
    await user.kubectl(NAME, ['wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=120s']);
    await withSampleImage((archive) => user.mustKind(['load', 'image-archive', archive, '--name', NAME]));
    for (const [index, node] of NODES.entries()) {
      await user.kubectl(NAME, ['apply', '-f', '-'], pod(`pod${index}`, { node }));
    }
    await user.kubectl(NAME, ['wait', '--for=condition=Ready', 'pod/pod0', 'pod/pod1', '--timeout=60s']);
    const address = await user.kubectl(NAME, ['get', 'pod/pod1', '-o', 'jsonpath={.status.podIP}']);
    assert.match(address, /^10\.113\./);
    const ask = ['exec', 'pod0', '--', ...fetching(`http://${address}:8080/`)];
    assert.match(await eventually(() => user.kubectl(NAME, ask)), /Hello from pod pod1/);
  });

  test('delete leaves nothing behind', async () => {
    await user.mustKind(['delete', 'cluster', '--name', NAME]);
    assert.deepEqual(await leftovers(engineName), clean);
  });

  test('IPVS works where the kernel has it, and is refused with a reason where it has not', async () => {
    const stdin = configuration({ kubeProxyMode: 'ipvs' });
    const { exitCode, stderr } = await user.kind(['create', 'cluster', '--config=-', '--wait', '3m'], { stdin });
    if (await kernelHasIpvs()) {
      assert.equal(exitCode, 0, stderr);
      const mode = () => inside(WORKER, 'curl', '-s', 'http://127.0.0.1:10249/proxyMode');
      assert.equal(await eventually(mode), 'ipvs');
      await user.mustKind(['delete', 'cluster', '--name', NAME]);
    } else {
      assert.equal(exitCode, 1);
      assert.match(
        stderr,
        /^ERROR: failed to create cluster: kubeProxyMode is "ipvs", and the kernel .* has no IPVS$/m,
      );
      assert.match(stderr, /^HINT: set networking\.kubeProxyMode to nftables or iptables/m);
    }
    assert.deepEqual(await leftovers(engineName), clean);
  });
}

/** Asks this host's kernel, which nodes share. */
async function kernelHasIpvs(): Promise<boolean> {
  const { exitCode } = await run(['genl', 'ctrl', 'get', 'name', 'IPVS'], { okCodes: [0, 255] });
  return exitCode === 0;
}
