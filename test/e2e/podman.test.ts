import { describe } from 'node:test';
import { multiNodeCases } from './multi-node.cases.js';
import { singleNodeCases } from './single-node.cases.js';

describe('one node on podman', () => singleNodeCases('podman'));
describe('1+2 nodes on podman', () => multiNodeCases('podman'));
