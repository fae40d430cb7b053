import { withSampleImage } from '../../scripts/quickstart/sample-image.js';
import { eventually } from '../../test/support/eventually.js';
import type { Bench } from '../bench.js';
import { type BenchCluster, measuring, NAME, read, withCluster } from '../cluster.js';
import type { RowHead } from '../record/run.js';
import type { Side } from '../sides.js';
import { APPLICATION, deployment, service } from './application-objects.js';
import type { Measurement, Values } from './measurement.js';
import { PHASES, type Phase } from './phases.js';

const LOADING: RowHead = { id: 'phase-loading', what: '… of "application Running": load image-archive', unit: 's' };

const ROWS: RowHead[] = [
  {
    id: 'application',
    what: 'create cluster to an application that answers through Service DNS',
    unit: 's',
    goal: { ratio: 0.3 },
    note: 'total of the phases below, without --wait; its image (a local archive) is loaded within the measured time, by `load image-archive` of each side',
  },
  ...Object.entries(PHASES).map(([id, what]): RowHead => ({ id, what: `… ${what}`, unit: 's' })),
  LOADING,
];

/** Seconds that the application may take to answer, once it runs. */
const ANSWER_DEADLINE = 60;

/** The time until a freshly deployed application answers, in its phases. */
export function application(): Measurement {
  return {
    rows: ROWS,
    measure: (bench, side) => withSampleImage((archive) => measure(bench, side, archive)),
  };
}

async function measure(bench: Bench, side: Side, archive: string): Promise<Values> {
  return await withCluster(bench, side, { controlPlanes: 1, workers: 0 }, [], async (cluster) => {
    const { api, user, began } = cluster;
    const { signal } = bench;
    const patience = measuring(signal);
    const values: Record<string, number> = {};
    let last = began;
    const ended = (id: Phase) => {
      const now = performance.now();
      values[id] = (now - last) / 1000;
      last = now;
    };
    ended('phase-command');
    await eventually(() => answers(cluster), patience);
    ended('phase-api');
    await eventually(() => read(api, '/api/v1/namespaces/default/services/kubernetes'), patience);
    ended('phase-kubernetes');
    await eventually(() => read(api, '/api/v1/namespaces/kube-system/services/kube-dns'), patience);
    ended('phase-dns-service');
    const loading = performance.now();
    await user.mustKind(['load', 'image-archive', archive, '--name', NAME], { signal });
    values[LOADING.id] = (performance.now() - loading) / 1000;
    const pod = await deploy(bench, cluster);
    ended('phase-running');
    await askThroughDns(bench, cluster, pod);
    ended('phase-dns');
    values.application = (last - began) / 1000;
    return values;
  });
}

async function answers({ api }: BenchCluster): Promise<void> {
  const { status, body } = await api.send('GET', '/readyz');
  if (status !== 200) throw new Error(`/readyz: ${status} ${body}`);
}

/** Deploys the application; returns the name of its pod when that is Running. */
async function deploy({ signal }: Bench, { api }: BenchCluster): Promise<string> {
  for (const [path, object] of [
    ['/apis/apps/v1/namespaces/default/deployments', deployment()],
    ['/api/v1/namespaces/default/services', service()],
  ] as const) {
    const { status, body } = await api.send('POST', path, object);
    if (status !== 201) throw new Error(`POST ${path}: ${status} ${body}`);
  }
  return await eventually(async () => {
    const path = `/api/v1/namespaces/default/pods?labelSelector=app%3D${APPLICATION}`;
    const { items } = await read<{ items: Pod[] }>(api, path);
    const running = items.find(({ status }) => status.phase === 'Running');
    if (!running) throw new Error(`the application is not Running: ${JSON.stringify(items[0]?.status)}`);
    return running.metadata.name;
  }, measuring(signal));
}

interface Pod {
  metadata: { name: string };
  status: { phase?: string };
}

/** Asks in the pod, where a shell tries again at once: one `exec` from outside takes longer than many questions. */
async function askThroughDns({ engine, signal }: Bench, { nodes }: BenchCluster, pod: string): Promise<void> {
  const url = `http://${APPLICATION}.default.svc.cluster.local/`;
  const ask = `until timeout 1 wget -q -O - ${url} 2>/dev/null; do sleep 0.05; done`;
  const command = ['kubectl', 'exec', pod, '--', 'timeout', String(ANSWER_DEADLINE), 'sh', '-c', ask];
  const { stdout } = await engine.exec(nodes[0] ?? '', command, { signal });
  if (!stdout.includes(pod)) throw new Error(`${url} answered "${stdout}", not by ${pod}`);
}
