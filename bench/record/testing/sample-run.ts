import type { Row, Run } from '../run.js';

/** A row of seconds with a goal. */
export function sampleRow(row: Partial<Row> = {}): Row {
  return {
    id: 'one-node',
    what: 'create <one>',
    unit: 's',
    goal: { ratio: 0.25 },
    ours: [4, 5, 6],
    upstream: [20, 20, 30],
    ...row,
  };
}

/** A run of podman's. */
export function sampleRun(run: Partial<Run> = {}): Run {
  return {
    date: '2026-01-02T03:04:05.678Z',
    engine: 'podman',
    machine: {
      cpu: 'Sample CPU',
      cpus: 2,
      memory: 8000,
      kernel: '6.1',
      engineVersion: '4.3.1',
      storageDriver: 'overlay',
      cgroupVersion: 1,
      image: 'localhost/node:v1',
      imageId: 'sha256:0123456789abcdef',
      node: 'v20.19.0',
      upstream: 'v0.33.0',
      commit: 'abc1234',
    },
    settle: 60,
    busy: 0.05,
    rows: [sampleRow()],
    scale: [],
    failures: [],
    ...run,
  };
}
