import { describe } from 'node:test';
import { badInputCases } from './bad-input.cases.js';
import { bareCases } from './bare.cases.js';
import { ipFamilyCases } from './ip-families.cases.js';
import { multiNodeCases } from './multi-node.cases.js';
import { proxyCases } from './proxies.cases.js';
import { singleNodeCases } from './single-node.cases.js';
import { topologyCases } from './topology.cases.js';
import { upstreamCases } from './upstream.cases.js';

describe('one node on podman', () => singleNodeCases('podman'));
describe('1+2 nodes on podman', () => multiNodeCases('podman'));
describe('bad input on podman', () => badInputCases('podman'));
describe('IPv6 on podman', () => ipFamilyCases('podman', ['ipv6']));
describe('dual stack, IPv6 first, on podman', () => ipFamilyCases('podman', ['ipv6', 'ipv4']));
describe('every field on podman', () => topologyCases('podman'));
describe('without network on podman', () => bareCases('podman'));
describe('behind a proxy on podman', () => proxyCases('podman'));
describe('upstream kind on podman', () => upstreamCases('podman'));
