import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { test } from 'node:test';
import { uniqueLocalSubnet } from '../cli/network/subnet.js';
import type { World } from './world.js';

/** What an engine does with networks. */
export function networkCases(world: World): void {
  const listed = async (name: string) =>
    (await world.cli('network', 'ls', '--format', '{{.Name}}')).split('\n').filter((line) => line === name);

  test('ten callers at once make one network, with IPv4 and the IPv6 subnet of its name', async () => {
    const name = world.name();
    try {
      const callers = await Promise.all(Array.from({ length: 5 }, async () => await world.engine()));
      await Promise.all([...callers, ...callers].map(async (engine) => await engine.ensureNetwork(name)));
      assert.deepEqual(await listed(name), [name]);
      const subnets = await world.it.networkSubnets(name);
      assert.equal(subnets.length, 2);
      assert.ok(subnets.some((subnet) => isIPv4(subnet.split('/')[0] ?? '')));
      assert.ok(subnets.includes(uniqueLocalSubnet(name, 0)));
    } finally {
      await world.it.removeNetwork(name);
    }
    assert.deepEqual(await listed(name), []);
  });

  test('a network whose subnet is taken gets the next one', async () => {
    const [name, other] = [world.name(), world.name()];
    await world.cli('network', 'create', '--ipv6', '--subnet', uniqueLocalSubnet(name, 0), other);
    try {
      await world.it.ensureNetwork(name);
      assert.ok((await world.it.networkSubnets(name)).includes(uniqueLocalSubnet(name, 1)));
    } finally {
      await world.it.removeNetwork(name).catch(() => undefined);
      await world.it.removeNetwork(other);
    }
  });

  test('a network that exists is taken as it is', async () => {
    const name = world.name();
    await world.cli('network', 'create', name);
    try {
      await world.it.ensureNetwork(name);
      const subnets = await world.it.networkSubnets(name);
      assert.deepEqual(
        subnets.filter((subnet) => isIPv6(subnet.split('/')[0] ?? '')),
        [],
      );
    } finally {
      await world.it.removeNetwork(name);
    }
  });

  test('a network that is not there has no subnets', async () => {
    await assert.rejects(world.it.networkSubnets(world.name()), { code: 'ENGINE_FAILED' });
  });

  test('containers find each other by name, over IPv4 and IPv6', async () => {
    const [first, second] = await Promise.all([world.node(), world.node()]);
    const { ipv4, ipv6 } = await world.it.inspectContainer(second);
    assert.ok(isIPv4(ipv4) && isIPv6(ipv6), `${ipv4} ${ipv6}`);
    const { stdout } = await world.it.exec(first, ['nslookup', second], { okCodes: [0, 1] });
    assert.ok(stdout.includes(ipv4), stdout);
    await world.it.exec(second, ['sh', '-c', 'mkdir -p /www && echo hello >/www/index.html && httpd -p 80 -h /www']);
    for (const host of [ipv4, `[${ipv6}]`]) {
      const got = await world.it.exec(first, ['busybox', 'wget', '-q', '-O', '-', `http://${host}/index.html`]);
      assert.equal(got.stdout, 'hello\n');
    }
  });
}
