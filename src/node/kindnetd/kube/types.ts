/** Any object of the Kubernetes API. */
export interface KubeObject {
  metadata: { name: string; namespace?: string; resourceVersion?: string };
}

/** A list of objects. */
export interface KubeList {
  metadata: { resourceVersion: string };
  items: KubeObject[] | null;
}

/** One line of a watch (Kubernetes API concepts, "Efficient detection of changes"). */
export type WatchEvent =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; object: KubeObject }
  | { type: 'ERROR'; object: { code?: number; message?: string } };
