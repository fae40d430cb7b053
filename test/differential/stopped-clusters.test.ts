import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CLUSTER_LABEL, ROLE_LABEL } from '../../src/create/labels.js';
import { run } from '../../src/exec/run.js';
import { assertAlike } from './compare.js';
import { titleOf } from './invocation.js';
import { emptyPodmanStore, type PodmanStore } from './podman-store.js';
import { stoppedClusters } from './rows/stopped-clusters.js';
import { runOnBothSides } from './run.js';
import { onBothSides, type Sides } from './sides.js';

/** Nodes by cluster: names without the cluster's, and roles. Cluster `c` has lost its control plane. */
const CLUSTERS: Record<string, Record<string, string>> = {
  a: {
    'control-plane': 'control-plane',
    worker: 'worker',
    worker2: 'worker',
    'external-load-balancer': 'external-load-balancer',
  },
  b: { 'control-plane': 'control-plane' },
  c: { worker: 'worker' },
  d: { 'control-plane': 'control-plane', 'control-plane2': 'control-plane' },
  e: { 'control-plane': 'control-plane' },
};

let stores: Sides<PodmanStore>;
let root: string;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindling-root-'));
  await mkdir(join(root, 'bin'));
  stores = await onBothSides(() => emptyPodmanStore());
  for (const { variables } of Object.values(stores)) await makeClusters(variables);
});
after(async () => {
  for (const store of Object.values(stores)) await store.dispose();
  await rm(root, { recursive: true });
});

/** Containers that are labelled like nodes and never run. */
async function makeClusters(env: Readonly<Record<string, string>>): Promise<void> {
  for (const [cluster, nodes] of Object.entries(CLUSTERS)) {
    for (const [suffix, role] of Object.entries(nodes)) {
      const labels = [`--label=${CLUSTER_LABEL}=${cluster}`, `--label=${ROLE_LABEL}=${role}`];
      await run(['podman', 'create', ...labels, '--name', `${cluster}-${suffix}`, '--rootfs', root, '/bin/none'], {
        env: { ...process.env, ...env },
      });
    }
  }
}

describe("upstream's kind and ours: clusters whose nodes do not run, which come to their end", () => {
  for (const row of stoppedClusters) {
    test(titleOf(row), async () => {
      const variables = (side: keyof typeof stores) => stores[side].variables;
      assertAlike(await runOnBothSides({ engine: 'podman', variables }, row), row);
    });
  }
});
