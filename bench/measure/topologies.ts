import { secondsToReady, type Topology, withCluster } from '../cluster.js';
import type { RowHead } from '../record/run.js';
import type { Measurement } from './measurement.js';

/** The image of the load balancer of kind v0.33, which only a registry has. */
const UPSTREAM_BALANCER = 'docker.io/envoyproxy/envoy:v1.36.2';

/** A control plane and two workers. */
export function workers(): Measurement {
  const head: RowHead = {
    id: 'workers',
    what: '1 control plane + 2 workers, all Ready',
    unit: 's',
    goal: { ratio: 0.3 },
  };
  return allReady(head, { controlPlanes: 1, workers: 2 });
}

/** Three control planes behind a load balancer, and a worker. */
export function controlPlanes(): Measurement {
  const head: RowHead = {
    id: 'control-planes',
    what: '3 control planes + 1 worker + load balancer, all Ready',
    unit: 's',
    goal: { ratio: 0.2, of: 92 },
  };
  return {
    ...allReady(head, { controlPlanes: 3, workers: 1 }),
    async oursAlone({ engine }) {
      if (await engine.hasImage(UPSTREAM_BALANCER)) return undefined;
      return `upstream needs ${UPSTREAM_BALANCER}, which ${engine.name} does not have`;
    },
  };
}

function allReady(head: RowHead, topology: Topology): Measurement {
  return {
    rows: [head],
    measure: (bench, side) =>
      withCluster(bench, side, topology, ['--wait', '5m'], async (cluster) => ({
        [head.id]: await secondsToReady(cluster, bench.signal),
      })),
  };
}
