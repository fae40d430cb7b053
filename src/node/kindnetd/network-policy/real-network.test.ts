import { deepEqual, equal } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { Lab, type Probe } from '../testing/lab.js';
import { type Cluster, compile } from './compile.js';
import type { Policy } from './policy.js';
import { REMOVAL, render } from './render.js';
import { cluster, PODS, packets, podIps } from './testing/arbitrary.js';
import { allows, type Packet } from './testing/reference.js';

const works = (...[program, ...args]: [string, ...string[]]) => spawnSync(program, args).status === 0;
const NAMESPACE = `kindling-test-${process.pid}`;
const usable =
  works('ip', 'netns', 'add', NAMESPACE) && works('ip', 'netns', 'exec', NAMESPACE, 'nft', 'list', 'ruleset');
works('ip', 'netns', 'del', NAMESPACE);
const skip = usable ? false : 'nftables in network namespaces cannot be used here';

const NODE = 'n1';
const OUTSIDE = ['192.0.2.1', '2001:db8::1'];
const ENDS = [...Array.from({ length: PODS }, (_, i) => podIps(i)), OUTSIDE];
const PORTS = [80, 81, 443];
/** How long a packet that should not pass has for passing, and one that should, in ms. */
const BRIEF = 150;
const LONG = 5000;

const isTried = ({ from, to, protocol }: Packet) =>
  (protocol === 'TCP' || protocol === 'UDP') && [from, to].every((ip) => ENDS.flat().includes(ip));
const tried = packets.filter(isTried);

test('a kernel lets through exactly what policies allow', { skip }, async (t) => {
  const lab = await Lab.create(t, ENDS, PORTS);
  const nft = (text: string) => lab.inNode(['nft', '-f', '-'], { stdin: text });
  const check = async (input: Cluster) => {
    await nft(render(compile(input, NODE)));
    const probe = async (pod: number, is: boolean, patience: number) => {
      const list = tried.filter((packet) => ENDS[pod]?.includes(packet.from) && allows(input, NODE, packet) === is);
      const seen = await lab.ask(
        pod,
        list.map((packet) => ({ ...packet, patience }) as Probe),
      );
      const wrong = list.filter((_, i) => (seen[i] !== null) !== is);
      deepEqual(wrong, [], `should be ${is ? 'open' : 'closed'}`);
    };
    const each = (...expected: [boolean, number]) => Promise.all(ENDS.map((_, pod) => probe(pod, ...expected)));
    await each(true, LONG);
    await each(false, BRIEF);
  };
  await check({ policies: [], pods: [], namespaces: new Map() });
  await fc.assert(fc.asyncProperty(cluster, check), { numRuns: 20, endOnFailure: true });
  await nft(REMOVAL);
  equal((await lab.inNode(['nft', 'list', 'ruleset'])).stdout, '');
});

test('a connection that a new policy forbids goes no further, one that the pod opened itself does', {
  skip,
}, async (t) => {
  const [web = [], client = []] = ENDS;
  const lab = await Lab.create(t, [web, client], PORTS);
  const pods = [web, client].map((ips, i) => {
    return {
      namespace: 'a',
      name: `pod${i}`,
      uid: `${i}`,
      labels: { app: `${i}` },
      node: NODE,
      ips,
      ports: [],
      created: '',
    };
  });
  const deny = {
    namespace: 'a',
    name: 'deny',
    podSelector: { matchLabels: { app: '0' } },
    ingress: [],
    egress: undefined,
  };
  const apply = async (policies: Policy[]) => {
    const text = render(compile({ policies, pods, namespaces: new Map() }, NODE));
    await lab.inNode(['nft', '-f', '-'], { stdin: text });
  };
  const goesOn = async (from: number, [to = '']: string[], patience: number) =>
    (await lab.ask(from, [{ to, protocol: 'UDP', port: 80, localPort: 5000, patience }]))[0] !== null;
  await apply([]);
  deepEqual([await goesOn(1, web, LONG), await goesOn(0, client, LONG)], [true, true]);
  await apply([deny]);
  deepEqual([await goesOn(1, web, BRIEF), await goesOn(0, client, LONG)], [false, true]);
  await apply([]);
  deepEqual([await goesOn(1, web, LONG), await goesOn(0, client, LONG)], [true, true]);
});
