import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ClusterNode } from '../../list.js';
import type { EventObject, PodObject } from './api-objects.js';
import { writeSummary } from './summary.js';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindling-summary-'));
});
after(() => rm(root, { recursive: true }));

const node = (name: string, role: ClusterNode['role'], state = 'running'): ClusterNode => ({
  name,
  role,
  state,
  cluster: 'dev',
});
const NODES = [node('cp', 'control-plane'), node('worker', 'worker')];

const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
const pod = (name: string, status: PodObject['status'] = { phase: 'Running', ...ready }): PodObject => ({
  metadata: { namespace: 'x', name, uid: `uid-${name}` },
  spec: { nodeName: 'worker' },
  status,
});
const warning = (kind: string, name: string, reason: string, more: Partial<EventObject> = {}): EventObject => ({
  type: 'Warning',
  reason,
  message: `about ${name}`,
  involvedObject: { kind, name, ...(kind !== 'Node' && { namespace: 'x' }) },
  ...more,
});

/** The files of a cluster in which all is well. */
const healthy = () => ({
  'nodes.json': {
    items: [
      {
        metadata: { name: 'cp' },
        status: { conditions: [...ready.conditions, { type: 'DiskPressure', status: 'False' }] },
      },
      { metadata: { name: 'worker' }, status: ready },
    ] as object[],
  },
  'pods.json': { items: [pod('web'), pod('done', { phase: 'Succeeded' })] },
  'workloads.json': {
    items: [
      {
        kind: 'DaemonSet',
        metadata: { name: 'ds', namespace: 'x' },
        status: { desiredNumberScheduled: 2, numberReady: 2 },
      },
      { kind: 'ReplicaSet', metadata: { name: 'rs', namespace: 'x' }, spec: { replicas: 0 }, status: {} },
    ] as object[],
  },
  'events.json': {
    items: [
      warning('Pod', 'web', 'FailedScheduling'),
      warning('Pod', 'gone', 'BackOff'),
      warning('Node', 'cp', 'InvalidDiskCapacity'),
      warning('ReplicaSet', 'rs', 'FailedCreate'),
      { ...warning('Service', 'svc', 'Created'), type: 'Normal' },
    ],
  },
  'cp/units.log': '',
  'cp/services.log':
    'Id=kubelet.service\nActiveState=active\nNRestarts=0\n\nId=containerd.service\nActiveState=active\nNRestarts=0\n',
  'cp/disk.log': 'Filesystem 1024-blocks Used Available Capacity Mounted on\noverlay 1000000 500000 500000 50% /\n',
  'cp/containers.json': { containers: [] },
  'worker/containers.json': { containers: [] },
  'cp/journal.log': 'Nov 21 cp kubelet[1]: all is well\n',
});

let count = 0;
async function summary(
  files: Record<string, unknown>,
  nodes: readonly ClusterNode[] = NODES,
  apiFailure?: string,
): Promise<string> {
  const dir = join(root, String(++count));
  await mkdir(dir);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  await writeSummary('dev', nodes, dir, apiFailure);
  return await readFile(join(dir, 'summary.md'), 'utf8');
}

/** Lines of findings under their heading. */
function sectionsOf(text: string): Record<string, string[]> {
  const sections = text.split(/^## /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      return [heading, lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2))];
    }),
  );
}

test('where all is well, the summary says so', async () => {
  const text = await summary(healthy());
  assert.match(text, /^# Cluster dev\n\n2 nodes \(cp, worker\), looked at by kind v[^\n]+\n\nNothing looks wrong\. /);
  assert.deepEqual(sectionsOf(text), {});
});

test('pods that do not run as they should, with the files that show it', async () => {
  const failing = { name: 'main', image: 'app:1', restartCount: 4 };
  const pods = [
    pod('crash', {
      phase: 'Running',
      containerStatuses: [
        {
          ...failing,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { exitCode: 3, reason: 'Error' } },
        },
      ],
    }),
    pod('between', {
      phase: 'Running',
      containerStatuses: [{ ...failing, restartCount: 1, state: { terminated: { exitCode: 2, reason: 'Error' } } }],
    }),
    pod('pull', {
      phase: 'Pending',
      containerStatuses: [
        { ...failing, restartCount: 0, state: { waiting: { reason: 'ImagePullBackOff', message: 'no' } } },
      ],
    }),
    pod('big', {
      phase: 'Running',
      ...ready,
      containerStatuses: [
        {
          ...failing,
          restartCount: 1,
          state: { running: {} },
          lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
        },
      ],
    }),
    pod('pending', {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', message: 'no node is big enough' }],
    }),
    pod('unready', { phase: 'Running', conditions: [{ type: 'Ready', status: 'False', message: 'probe' }] }),
  ];
  const text = await summary({
    ...healthy(),
    'pods.json': { items: pods },
    'worker/pods/x_crash_uid-crash/main/3.log': 'bye\n',
    'worker/pods/x_crash_uid-crash/main/10.log': 'bye\n',
  });
  assert.deepEqual(sectionsOf(text), {
    Pods: [
      'x/crash, container main: crash-looping: restarted 4 times, last with exit code 3 (Error) — [worker/pods/x_crash_uid-crash/main/10.log](<worker/pods/x_crash_uid-crash/main/10.log>)',
      'x/between, container main: crash-looping: restarted 1 times, last with exit code 2 (Error) — [pods.json](<pods.json>)',
      'x/pending: Pending: no node is big enough — [pods.json](<pods.json>)',
      'x/unready: Running, but not Ready: probe — [pods.json](<pods.json>)',
    ],
    'Images that cannot be pulled': ['app:1 (x/pull, container main): ImagePullBackOff: no — [pods.json](<pods.json>)'],
    'Out of memory': ['x/big, container main: killed for want of memory — [pods.json](<pods.json>)'],
  });
});

test('nodes: containers that do not run, conditions, units, restarts, disks, memory', async () => {
  const files = healthy();
  files['nodes.json'].items[1] = {
    metadata: { name: 'worker' },
    status: {
      conditions: [
        { type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' },
        { type: 'MemoryPressure', status: 'True' },
      ],
    },
  };
  const text = await summary(
    {
      ...files,
      'cp/units.log': '● broken.service loaded failed failed A broken thing\n',
      'cp/services.log': files['cp/services.log']
        .replace('NRestarts=0', 'NRestarts=7')
        .replace(/active\nNRestarts=0/, 'failed\nNRestarts=0'),
      'cp/disk.log':
        'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 1000000 940000 60000 94% /\n/dev/vda 1000000 940000 60000 94% /var\n',
      'cp/journal.log': 'fine\nkernel: Memory cgroup out of memory: Killed process 1 (x)\ncontainerd: TaskOOM event\n',
    },
    [...NODES, node('old', 'worker', 'exited')],
  );
  assert.deepEqual(sectionsOf(text), {
    Nodes: [
      'old: the container is exited — [old/serial.log](<old/serial.log>)',
      'worker: condition Ready is Unknown: Kubelet stopped posting node status. — [nodes.json](<nodes.json>)',
      'worker: condition MemoryPressure is True — [nodes.json](<nodes.json>)',
    ],
    'Failed systemd units': ['cp: broken.service (A broken thing) — [cp/journal.log](<cp/journal.log>)'],
    'kubelet and containerd': [
      'cp: kubelet was restarted 7 times, now active — [cp/kubelet.log](<cp/kubelet.log>)',
      'cp: containerd is failed — [cp/containerd.log](<cp/containerd.log>)',
    ],
    'Out of memory': ['cp: 2 lines, the last is containerd: TaskOOM event — [cp/journal.log](<cp/journal.log>)'],
    'Full disks': ['cp: / is 94% full (59 MiB left) — [cp/disk.log](<cp/disk.log>)'],
  });
});

test('a node in which nothing answers', async () => {
  const text = await summary({
    ...healthy(),
    'worker/containers.json': '',
    'worker/units.log': 'Failed to list units: Transport endpoint is not connected\n',
  });
  assert.deepEqual(sectionsOf(text), {
    'Failed systemd units': [
      'worker: systemctl: Failed to list units: Transport endpoint is not connected — [worker/journal.log](<worker/journal.log>)',
    ],
    'kubelet and containerd': ['worker: containerd does not answer — [worker/images.log](<worker/images.log>)'],
  });
});

test('warning events of what is not well, those of one kind together; a page at most', async () => {
  const files = healthy();
  files['pods.json'].items.push(pod('ill', { phase: 'Pending' }));
  files['events.json'].items.push(
    warning('Pod', 'ill', 'BackOff', { count: 3 }),
    warning('Pod', 'ill', 'BackOff', { count: 2 }),
    warning('Node', 'cp', 'SystemOOM'),
    ...Array.from({ length: 20 }, (_, index) => warning('Job', `job${index}`, 'Failed')),
  );
  const { 'Warning events': events = [] } = sectionsOf(await summary(files));
  assert.equal(events.length, 9);
  assert.equal(events[0], 'Pod x/ill: BackOff: about ill (5 times) — [events.json](<events.json>)');
  assert.equal(events[1], 'Node cp: SystemOOM: about cp — [events.json](<events.json>)');
  assert.equal(events[8], 'and 14 more');
});

test('endpoints that are written by two at once are no problem, unless again and again', async () => {
  const files = healthy();
  files['events.json'].items.push(warning('Endpoints', 'dns', 'FailedToCreateEndpoint'));
  assert.deepEqual(sectionsOf(await summary(files)), {});
  files['events.json'].items.push(warning('Endpoints', 'web', 'FailedToUpdateEndpoint', { count: 9 }));
  assert.deepEqual(sectionsOf(await summary(files)), {
    'Warning events': ['Endpoints x/web: FailedToUpdateEndpoint: about web (9 times) — [events.json](<events.json>)'],
  });
});

test('when the API server does not answer, crictl and the journal tell', async () => {
  const labels = (name: string) => ({ 'io.kubernetes.pod.namespace': 'kube-system', 'io.kubernetes.pod.name': name });
  const container = (name: string, attempt: number, state: string) => ({
    metadata: { name, attempt },
    state: `CONTAINER_${state}`,
    createdAt: String(1000 + attempt),
    labels: labels(`${name}-cp`),
  });
  const failed = (reason: string, container: string) =>
    `E1121 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"${container}\\" with ${reason}: \\"x\\"" pod="x/${container}" podUID="1"\n`;
  const text = await summary(
    {
      'cp/containers.json': {
        containers: [
          container('kube-apiserver', 4, 'EXITED'),
          container('kube-apiserver', 3, 'EXITED'),
          container('etcd', 1, 'RUNNING'),
          container('etcd', 0, 'EXITED'),
        ],
      },
      'worker/containers.json': 'no answer',
      'worker/kubelet.log': `fine\n${failed('CrashLoopBackOff', 'web')}${failed('ImagePullBackOff', 'pull')}${failed('CrashLoopBackOff', 'web')}`,
    },
    NODES,
    'connection refused',
  );
  const { 'API server': api = [], ...rest } = sectionsOf(text);
  assert.match(api[0] ?? '', /^does not answer: connection refused\. What follows on pods is from crictl /);
  assert.deepEqual(rest, {
    Pods: [
      'kube-system/kube-apiserver-cp, container kube-apiserver: exited, attempt 4 — [cp/containers.json](<cp/containers.json>)',
      'x/web, container web: CrashLoopBackOff — [worker/kubelet.log](<worker/kubelet.log>)',
    ],
    'kubelet and containerd': ['worker: containerd does not answer — [worker/images.log](<worker/images.log>)'],
    'Images that cannot be pulled': [
      'x/pull, container pull: ImagePullBackOff — [worker/kubelet.log](<worker/kubelet.log>)',
    ],
  });
});
