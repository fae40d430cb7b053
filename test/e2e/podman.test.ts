import { describe } from 'node:test';
import { badInputCases } from './bad-input.cases.js';
import { highAvailabilityCases, OLD } from './high-availability.cases.js';
import { multiNodeCases } from './multi-node.cases.js';
import { singleNodeCases } from './single-node.cases.js';
import { upstreamCases } from './upstream.cases.js';

describe('one node on podman', () => singleNodeCases('podman'));
describe('1+2 nodes on podman', () => multiNodeCases('podman'));
describe('3+1 nodes on podman', () => highAvailabilityCases('podman', OLD));
describe('bad input on podman', () => badInputCases('podman'));
describe('upstream kind on podman', () => upstreamCases('podman'));
