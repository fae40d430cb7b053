import { deepEqual, equal } from 'node:assert/strict';
import { readlinkSync } from 'node:fs';
import { test } from 'node:test';
import { countRules } from '../../iptables/rules.js';
import { fakeWorld } from '../testing/fake-world.js';
import { chooseIptables, saveRules, selectIptables } from './iptables.js';

const TABLE = '*nat\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -j ACCEPT\nCOMMIT\n';

test('only rules count, not tables and chains', () => {
  equal(countRules(TABLE), 1);
  equal(countRules('*nat\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n'), 0);
});

test('the mode with more rules wins, legacy when equal', async (t) => {
  const world = fakeWorld(t);
  world.outputs.set('ip6tables-nft-save', TABLE);
  equal(await chooseIptables(world, await saveRules(world)), 'nft');
  world.outputs.set('iptables-legacy-save', TABLE);
  equal(await chooseIptables(world, await saveRules(world)), 'legacy');
});

test('without rules legacy is taken if the kernel has it', async (t) => {
  const world = fakeWorld(t);
  for (const family of ['iptables', 'ip6tables']) world.outputs.set(`${family}-nft-save`, new Error('no nft'));
  equal(await chooseIptables(world, await saveRules(world)), 'legacy');
  world.outputs.set('iptables-legacy -t nat', new Error("can't initialize iptables table `nat'"));
  equal(await chooseIptables(world, await saveRules(world)), 'nft');
  world.outputs.set('iptables-nft -t nat', new Error('no nft'));
  equal(await chooseIptables(world, await saveRules(world)), 'legacy');
});

test('the programs of the mode are linked as alternatives', (t) => {
  const world = fakeWorld(t, {
    '/usr/sbin/iptables-nft': '',
    '/usr/sbin/iptables-nft-save': '',
    '/usr/sbin/ip6tables-nft': '',
    '/usr/sbin/iptables': 'a file of the image',
  });
  selectIptables(world, 'nft');
  deepEqual(world.logs, ['INFO: setting iptables to detected mode: nft']);
  equal(readlinkSync(world.path('/usr/sbin/iptables')), '/etc/alternatives/iptables');
  equal(readlinkSync(world.path('/etc/alternatives/iptables')), '/usr/sbin/iptables-nft');
  equal(readlinkSync(world.path('/etc/alternatives/iptables-save')), '/usr/sbin/iptables-nft-save');
  equal(readlinkSync(world.path('/usr/sbin/ip6tables')), '/etc/alternatives/ip6tables');
});
