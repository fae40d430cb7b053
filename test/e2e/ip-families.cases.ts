import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { withSampleImage } from '../../scripts/quickstart/sample-image.js';
import type { Networking } from '../../src/config/v1alpha4.js';
import { forwardsIpv6Loopback } from '../../src/create/ipv6-loopback.js';
import { pickFreePorts } from '../../src/create/steps/host-port.js';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';
import { type Family, familyOf, gatewayOf, urlOf } from '../support/addresses.js';
import { whoAsks } from '../support/egress.js';
import { eventually } from '../support/eventually.js';
import { hostHasIpv6 } from '../support/host-ipv6.js';
import { hostKubectl } from '../support/host-kubectl.js';
import { engineOf } from '../support/inside.js';
import { type Finished, User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';
import { fetching, pod } from './workloads.js';

/** What nodes' pod subnets and the addresses of Services look like by default. */
const SUBNETS = {
  ipv4: { pods: /^10\.244\.\d+\.0\/24$/, services: /^10\.96\./ },
  ipv6: { pods: /^fd00:10:244:[0-9a-f]*:?:\/64$/, services: /^fd00:10:96::/ },
};
const NODE_PORT = 30080;

/** The default subnets in the order of the families: it decides which address of a node comes first. */
function networking(families: readonly Family[]): Networking {
  if (families.length === 1) return { ipFamily: 'ipv6' };
  if (families[0] === 'ipv4') return { ipFamily: 'dual' };
  return {
    ipFamily: 'dual',
    podSubnet: 'fd00:10:244::/56,10.244.0.0/16',
    serviceSubnet: 'fd00:10:96::/112,10.96.0.0/16',
  };
}

/**
 * One control plane and one worker, with IPv6 alone or both families.
 *
 * @param families of the addresses that nodes, pods and Services have, in this order
 */
export function ipFamilyCases(engine: EngineName, families: readonly Family[]): void {
  const dual = families.length === 2;
  const NAME = `e2e-${families.join('-')}`;
  const NODES = [`${NAME}-control-plane`, `${NAME}-worker`] as const;
  const [CONTROL_PLANE, WORKER] = NODES;
  let user: User;
  let clean: Record<string, string[]>;
  let created: Finished;
  /** Host ports of the worker, by family. */
  let ports: Map<Family, number>;

  before(async () => {
    clean = await leftovers(engine);
    user = await User.create(engine);
    const picked = await pickFreePorts(families.map(() => '127.0.0.1'));
    ports = new Map(families.map((family, index) => [family, picked[index] ?? 0]));
    const mappings = families.map((family) => ({
      containerPort: NODE_PORT,
      hostPort: ports.get(family),
      // The family of the cluster is the default; with both it is IPv4.
      ...(dual && family === 'ipv6' && { listenAddress: '::' }),
    }));
    const config = {
      kind: 'Cluster',
      apiVersion: 'kind.x-k8s.io/v1alpha4',
      name: NAME,
      networking: networking(families),
      nodes: [{ role: 'control-plane' }, { role: 'worker', extraPortMappings: mappings }],
    };
    created = await user.kind(['create', 'cluster', '--config=-', '--wait', '3m'], { stdin: JSON.stringify(config) });
  });

  after(async () => {
    await user.kind(['delete', 'cluster', '--name', NAME]);
    await user.dispose();
  });

  if (!hostHasIpv6()) {
    test('a host without IPv6 is told so, and nothing is left', async () => {
      assert.equal(created.exitCode, 1);
      assert.match(
        created.stderr,
        new RegExp(`^ERROR: failed to create cluster: the kernel under ${engine} has no IPv6`, 'm'),
      );
      assert.deepEqual(await leftovers(engine), clean);
    });
    return;
  }

  const inPod = (name: string, ...command: string[]) => user.kubectl(NAME, ['exec', name, '--', ...command]);
  const get = (name: string, url: string) => inPod(name, ...fetching(url));
  const list = async (resource: string, path: string) =>
    (await user.kubectl(NAME, ['get', resource, '-o', `jsonpath={${path}}`])).split(' ').filter(Boolean);
  const addressesOf = (node: string) => list(`node/${node}`, '.status.addresses[?(@.type=="InternalIP")].address');
  const podAddresses = (name: string) => list(`pod/${name}`, '.status.podIPs[*].ip');
  const serverOf = async () => /server: (\S+)/.exec(await user.mustKind(['get', 'kubeconfig', '--name', NAME]))?.[1];

  test('every node is Ready, with addresses and pod subnets of each family in order', async () => {
    assert.equal(created.exitCode, 0, created.stderr);
    for (const node of NODES) {
      assert.deepEqual((await addressesOf(node)).map(familyOf), families);
      const subnets = await list(`node/${node}`, '.spec.podCIDRs[*]');
      assert.deepEqual(subnets.map(familyOf), families);
      for (const subnet of subnets) assert.match(subnet, SUBNETS[familyOf(subnet)].pods);
    }
    await user.podsReady(NAME, 120);
  });

  test('the API server answers on the host', async () => {
    const info = await (await engineOf(engine)).info();
    const host = !dual && forwardsIpv6Loopback(info) ? '\\[::1\\]' : '127\\.0\\.0\\.1';
    assert.match((await serverOf()) ?? '', new RegExp(`^https://${host}:\\d+$`));
    const { stdout, stderr } = await user.run([...(await hostKubectl()), 'get', '--raw', '/readyz']);
    assert.equal(stdout, 'ok', stderr);
  });

  test('pods on different nodes reach each other on each family', async () => {
    await withSampleImage((archive) => user.mustKind(['load', 'image-archive', archive, '--name', NAME]));
    for (const [index, node] of NODES.entries()) {
      await user.kubectl(NAME, ['apply', '-f', '-'], pod(`pod${index}`, { node }));
    }
    await user.kubectl(NAME, ['wait', '--for=condition=Ready', 'pod/pod0', 'pod/pod1', '--timeout=60s']);
    const addresses = await podAddresses('pod1');
    assert.deepEqual(addresses.map(familyOf), families);
    for (const address of addresses) {
      assert.match(await eventually(() => get('pod0', urlOf(address, 8080))), /Hello from pod pod1/);
    }
  });

  test('a Service answers on each family, and by its name', async () => {
    const spec = {
      ipFamilyPolicy: dual ? 'RequireDualStack' : 'SingleStack',
      ports: [{ port: 80, targetPort: 8080, nodePort: NODE_PORT }],
    };
    const expose = ['expose', 'pod', 'pod1', '--name=web', '--port=80', '--type=NodePort'];
    await user.kubectl(NAME, [...expose, `--overrides=${JSON.stringify({ spec })}`]);
    const addresses = await list('service/web', '.spec.clusterIPs[*]');
    assert.deepEqual(addresses.map(familyOf), families);
    for (const address of addresses) {
      assert.match(address, SUBNETS[familyOf(address)].services);
      assert.match(await eventually(() => get('pod0', urlOf(address, 80))), /Hello from pod pod1/);
      const type = familyOf(address) === 'ipv4' ? 'a' : 'aaaa';
      const found = await inPod('pod0', 'nslookup', `-type=${type}`, 'web.default.svc.cluster.local');
      assert.match(found, new RegExp(`^Address.*: ${address}$`, 'm'));
    }
    for (const name of ['web', 'web.default.svc.cluster.local']) {
      assert.match(await get('pod0', `http://${name}/`), /Hello from pod pod1/);
    }
  });

  test('a published port of the host leads to the Service', async () => {
    for (const [family, port] of ports) {
      // The host's own address on the network stands for any that it has: `::1` is not everywhere forwarded.
      const address = family === 'ipv4' ? '127.0.0.1' : await gatewayOf(engine, WORKER, family);
      const text = await eventually(async () => {
        const signal = AbortSignal.timeout(5000);
        return await (await fetch(urlOf(address, port), { signal })).text();
      });
      assert.match(text, /Hello from pod pod1/);
    }
  });

  test('traffic that leaves the cluster carries the address of its node, on each family', async () => {
    const outside = await whoAsks();
    try {
      for (const address of await addressesOf(WORKER)) {
        const gateway = await gatewayOf(engine, WORKER, familyOf(address));
        const seen = await eventually(() => get('pod1', urlOf(gateway, outside.port)));
        assert.equal(seen.trim(), address);
      }
    } finally {
      await outside.close();
    }
  });

  test('nodes that come back with other addresses find each other again', async () => {
    const ipv6Of = async (node: string) =>
      (await addressesOf(node)).find((address) => familyOf(address) === 'ipv6') ?? '';
    const old = await Promise.all(NODES.map(ipv6Of));
    await run([engine, 'stop', '-t', '2', ...NODES]);
    // The lowest free address goes to who comes first: the one that had not the lowest.
    const order = (old[0] ?? '') < (old[1] ?? '') ? [WORKER, CONTROL_PLANE] : NODES;
    for (const node of order) await run([engine, 'start', node]);
    await user.mustKind(['export', 'kubeconfig', '--name', NAME]);
    await eventually(() => user.kubectl(NAME, ['get', '--raw', '/readyz']), { timeout: 120_000 });
    await eventually(
      async () => {
        for (const [index, node] of NODES.entries()) {
          assert.deepEqual((await addressesOf(node)).map(familyOf), families);
          assert.notEqual(await ipv6Of(node), old[index]);
        }
      },
      { timeout: 120_000 },
    );
    await eventually(
      async () => {
        for (const address of await podAddresses('pod1')) {
          assert.match(await get('pod0', urlOf(address, 8080)), /Hello from pod pod1/);
        }
        assert.match(await get('pod0', 'http://web/'), /Hello from pod pod1/);
      },
      { timeout: 120_000 },
    );
    await user.kubectl(NAME, ['wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=60s']);
  });

  test('delete leaves nothing behind', async () => {
    await user.mustKind(['delete', 'cluster', '--name', NAME]);
    assert.deepEqual(await leftovers(engine), clean);
  });

  test('a network without IPv6 is told so, and nothing is left', async () => {
    const network = `${NAME}-without`;
    await run([engine, 'network', 'create', network]);
    const variable = `KIND_EXPERIMENTAL_${engine.toUpperCase()}_NETWORK`;
    const other = await User.create(engine, undefined, { [variable]: network });
    try {
      const config = JSON.stringify({
        kind: 'Cluster',
        apiVersion: 'kind.x-k8s.io/v1alpha4',
        name: NAME,
        networking: networking(families),
      });
      const { exitCode, stderr } = await other.kind(['create', 'cluster', '--config=-'], { stdin: config });
      assert.equal(exitCode, 1);
      const reason = `failed to get IPv6 address for node ${CONTROL_PLANE}; is ${engine} configured to use IPv6 correctly`;
      assert.match(stderr, new RegExp(`^ERROR: failed to create cluster: ${reason}`, 'm'));
    } finally {
      await other.dispose();
      await run([engine, 'network', 'rm', network]);
    }
    assert.deepEqual(await leftovers(engine), clean);
  });
}
