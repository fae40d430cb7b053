import { describe } from 'node:test';
import { badInputCases } from './bad-input.cases.js';
import { highAvailabilityCases, TODAY } from './high-availability.cases.js';
import { multiNodeCases } from './multi-node.cases.js';
import { singleNodeCases } from './single-node.cases.js';
import { upstreamCases } from './upstream.cases.js';

describe('one node on docker', () => singleNodeCases('docker'));
describe('1+2 nodes on docker', () => multiNodeCases('docker'));
describe('3+1 nodes on docker', () => highAvailabilityCases('docker', TODAY));
describe('bad input on docker', () => badInputCases('docker'));
describe('upstream kind on docker', () => upstreamCases('docker'));
