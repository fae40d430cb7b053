import { describe } from 'node:test';
import { clusterCases } from './clusters.cases.js';

describe("upstream's kind and ours with clusters on podman", () => clusterCases('podman'));
