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
