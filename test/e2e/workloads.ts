import assert from 'node:assert/strict';
import { withSampleImage } from '../../scripts/quickstart/sample-image.js';
import { eventually } from '../support/eventually.js';
import type { User } from '../support/kind.js';

export interface PodOptions {
  /** Where it is pinned to. */
  node?: string;
  claim?: string;
  runtimeClass?: string;
  /** Instead of the image's own, which answers on port 8080 (`http`). */
  command?: string[];
}

/** A pod of the sample image that stays, with its name as label `app`. */
export function pod(name: string, options: PodOptions = {}): string {
  const volume = options.claim && [{ name: 'data', persistentVolumeClaim: { claimName: options.claim } }];
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      terminationGracePeriodSeconds: 0,
      ...(options.node && { nodeName: options.node }),
      ...(options.runtimeClass && { runtimeClassName: options.runtimeClass }),
      containers: [
        {
          name: 'main',
          image: 'localhost/hello:1',
          imagePullPolicy: 'Never',
          ...(options.command && { command: options.command }),
          ports: [{ name: 'http', containerPort: 8080 }],
          ...(volume && { volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
        },
      ],
      ...(volume && { volumes: volume }),
    },
  });
}

/** @param storageClassName default: that of the cluster */
export function claim(name: string, storageClassName?: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: {
      ...(storageClassName && { storageClassName }),
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '10Mi' } },
    },
  });
}

/** A class of the cluster's own storage. */
export function storageClass(name: string, reclaimPolicy: 'Delete' | 'Retain'): string {
  return JSON.stringify({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner: 'rancher.io/local-path',
    volumeBindingMode: 'WaitForFirstConsumer',
    reclaimPolicy,
  });
}

/** A pod that cannot run: its image cannot be had, or its command fails. */
export function failingPod(name: string, options: { node: string; image: string; command?: string[] }): string {
  const { node, image, command } = options;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { nodeName: node, containers: [{ name: 'main', image, ...(command && { command }) }] },
  });
}

/** A command for a pod of the sample image that prints what an address answers; it fails after so many seconds. */
export function fetching(url: string, seconds = 5): string[] {
  // busybox's wget has an option for this as well, but crashes with it.
  return ['timeout', String(seconds), 'wget', '-q', '-O', '-', url];
}

/**
 * Loads the sample image, and starts the pods `web` and `client` of it: the one answers the other by a Service's name.
 *
 * @param nodes where each of them runs
 */
export async function serviceAnswers(
  user: User,
  cluster: string,
  nodes: { web: string; client: string },
): Promise<void> {
  await withSampleImage((archive) => user.mustKind(['load', 'image-archive', archive, '--name', cluster]));
  for (const [name, node] of Object.entries(nodes)) {
    await user.kubectl(cluster, ['apply', '-f', '-'], pod(name, { node }));
  }
  await user.kubectl(cluster, ['wait', '--for=condition=Ready', 'pod/web', 'pod/client', '--timeout=60s']);
  await user.kubectl(cluster, ['expose', 'pod', 'web', '--port=80', '--target-port=8080']);
  for (const name of ['web.default', 'web.default.svc.cluster.local']) {
    const ask = ['exec', 'client', '--', ...fetching(`http://${name}/`)];
    assert.match(await eventually(() => user.kubectl(cluster, ask)), /Hello from pod web/);
  }
}
