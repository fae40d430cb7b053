import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Engine, EngineName } from '../../src/engine/engine.js';
import { type NotingProxy, notingProxy } from '../support/http-proxy.js';
import { engineOf, type Inside, insideOf } from '../support/inside.js';
import { type Finished, User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';
import { serviceAnswers } from './workloads.js';

const NAME = 'e2e-proxies';
const NODES = [`${NAME}-control-plane`, `${NAME}-worker`] as const;
const [CONTROL_PLANE, WORKER] = NODES;
const NOT_PROXIED = 'internal.example.test';
const CONFIG = JSON.stringify({
  kind: 'Cluster',
  apiVersion: 'kind.x-k8s.io/v1alpha4',
  name: NAME,
  nodes: [{ role: 'control-plane' }, { role: 'worker' }],
});

/** A user whose internet lies behind a proxy: set in the shell for podman, in docker's own configuration for docker. */
async function userBehind(proxy: NotingProxy, engine: EngineName): Promise<User> {
  const fields = { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy: NOT_PROXIED };
  if (engine !== 'docker') {
    const variables = { HTTP_PROXY: fields.httpProxy, https_proxy: fields.httpsProxy, NO_PROXY: fields.noProxy };
    return await User.create(engine, undefined, variables);
  }
  const none = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
  const user = await User.create(engine, undefined, Object.fromEntries(none.map((name) => [name, ''])));
  await mkdir(join(user.home, '.docker'));
  await writeFile(join(user.home, '.docker/config.json'), JSON.stringify({ proxies: { default: fields } }));
  return user;
}

/** What leaves the cluster goes through the proxy, and nothing else does. */
export function proxyCases(engineName: EngineName): void {
  let proxy: NotingProxy;
  let user: User;
  let engine: Engine;
  let inside: Inside;
  let clean: Record<string, string[]>;
  let created: Finished;

  before(async () => {
    clean = await leftovers(engineName);
    proxy = await notingProxy();
    user = await userBehind(proxy, engineName);
    engine = await engineOf(engineName);
    inside = insideOf(engine);
    created = await user.kind(['create', 'cluster', '--config=-', '--wait', '3m'], { stdin: CONFIG });
  });

  after(async () => {
    await user.kind(['delete', 'cluster', '--name', NAME]);
    await user.dispose();
    await proxy.close();
  });

  /** The proxy variables that containerd, and so what it pulls, has in a node. */
  async function containerdEnvironment(node: string): Promise<Record<string, string>> {
    const pid = (await inside(node, 'systemctl', 'show', '--property=MainPID', '--value', 'containerd')).trim();
    const variables = (await inside(node, 'cat', `/proc/${pid}/environ`)).split('\0');
    const pairs = variables.map((line) => [line.replace(/=.*/s, ''), line.replace(/^[^=]*=/, '')] as const);
    return Object.fromEntries(pairs.filter(([name]) => /^(HTTPS?|NO)_PROXY$/.test(name)));
  }

  /** What spec §3.4 exempts, in its order. */
  async function exempt(): Promise<string> {
    const subnets = await engine.networkSubnets('kind');
    assert.ok(subnets.length > 0);
    const own = [NOT_PROXIED, '10.96.0.0/16', '10.244.0.0/16', ...NODES];
    return [...subnets, ...own, '.svc', '.svc.cluster', '.svc.cluster.local'].join(',');
  }

  test('containerd and the control plane know the proxy, and what is reached without it', async () => {
    assert.equal(created.exitCode, 0, created.stderr);
    const expected = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: await exempt() };
    for (const node of NODES) assert.deepEqual(await containerdEnvironment(node), expected);
    const env = '{.spec.containers[0].env[?(@.name=="NO_PROXY")].value}';
    const args = ['get', 'pod', '-n', 'kube-system', `kube-apiserver-${CONTROL_PLANE}`, '-o', `jsonpath=${env}`];
    assert.equal(await user.kubectl(NAME, args), expected.NO_PROXY);
  });

  test('the cluster works, and asks the proxy for nothing', async () => {
    await serviceAnswers(user, NAME, { web: WORKER, client: CONTROL_PLANE });
    await user.kubectl(NAME, ['logs', 'web']);
    await user.podsReady(NAME, 120);
    assert.deepEqual(proxy.asked, []);
  });

  test('an image from outside is asked of the proxy', async () => {
    await assert.rejects(inside(WORKER, 'crictl', 'pull', 'registry.example.test/app:1'));
    assert.ok(proxy.asked.length > 0);
    assert.deepEqual([...new Set(proxy.asked)], ['registry.example.test:443']);
  });

  test('delete leaves nothing behind', async () => {
    await user.mustKind(['delete', 'cluster', '--name', NAME]);
    assert.deepEqual(await leftovers(engineName), clean);
  });
}
