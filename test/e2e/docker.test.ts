import { describe } from 'node:test';
import { badInputCases } from './bad-input.cases.js';
import { bareCases } from './bare.cases.js';
import { ipFamilyCases } from './ip-families.cases.js';
import { multiNodeCases } from './multi-node.cases.js';
import { proxyCases } from './proxies.cases.js';
import { singleNodeCases } from './single-node.cases.js';
import { topologyCases } from './topology.cases.js';
import { upstreamCases } from './upstream.cases.js';

describe('one node on docker', () => singleNodeCases('docker'));
describe('1+2 nodes on docker', () => multiNodeCases('docker'));
describe('bad input on docker', () => badInputCases('docker'));
describe('IPv6 on docker', () => ipFamilyCases('docker', ['ipv6']));
describe('dual stack on docker', () => ipFamilyCases('docker', ['ipv4', 'ipv6']));
describe('every field on docker', () => topologyCases('docker'));
describe('without network on docker', () => bareCases('docker'));
describe('behind a proxy on docker', () => proxyCases('docker'));
describe('upstream kind on docker', () => upstreamCases('docker'));
