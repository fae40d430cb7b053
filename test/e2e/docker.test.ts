import { describe } from 'node:test';
import { multiNodeCases } from './multi-node.cases.js';
import { singleNodeCases } from './single-node.cases.js';

describe('one node on docker', () => singleNodeCases('docker'));
describe('1+2 nodes on docker', () => multiNodeCases('docker'));
