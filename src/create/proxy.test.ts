import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxyEnv } from './proxy.js';

const inside = {
  networkSubnets: ['172.18.0.0/16', 'fc00:f853:ccd:e793::/64'],
  serviceSubnet: '10.0.0.0/24',
  podSubnet: '12.0.0.0/24',
  nodes: ['kind-control-plane', 'kind-worker'],
};
const own = '10.0.0.0/24,12.0.0.0/24,kind-control-plane,kind-worker,.svc,.svc.cluster,.svc.cluster.local';

test('no proxy in the environment gives no variables', () => {
  assert.deepEqual(proxyEnv({}, inside), {});
});

test('a proxy is set in both spellings, with NO_PROXY for what is inside', () => {
  const noProxy = `172.18.0.0/16,fc00:f853:ccd:e793::/64,${own}`;
  assert.deepEqual(proxyEnv({ HTTP_PROXY: '5.5.5.5' }, inside), {
    HTTP_PROXY: '5.5.5.5',
    http_proxy: '5.5.5.5',
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  });
});

test("upper case wins over lower case, and the user's exceptions come after the network's subnets", () => {
  const env = proxyEnv({ HTTPS_PROXY: 'upper', https_proxy: 'lower', no_proxy: 'mine' }, inside);
  assert.equal(env.https_proxy, 'upper');
  assert.equal(env.NO_PROXY, `172.18.0.0/16,fc00:f853:ccd:e793::/64,mine,${own}`);
});
