import type { FakeContainer } from './fake-engine.js';

/** Of the clusters `a`, which is stopped, and `b`, whose load balancer is. */
export const SAMPLE_CONTAINERS: readonly FakeContainer[] = [
  { name: 'b-worker', cluster: 'b', role: 'worker' },
  { name: 'b-control-plane', cluster: 'b', role: 'control-plane' },
  { name: 'b-external-load-balancer', cluster: 'b', role: 'external-load-balancer', state: 'exited' },
  { name: 'a-control-plane', cluster: 'a', role: 'control-plane', state: 'exited' },
];
