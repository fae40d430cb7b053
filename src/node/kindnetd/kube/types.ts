/** Any object of the Kubernetes API. */
export interface KubeObject {
  metadata: { name: string; namespace?: string; resourceVersion?: string; labels?: Record<string, string> };
}

/** A list of objects, or a page of one. */
export interface KubeList {
  /** `continue` asks for the next page; the last one has none. */
  metadata: { resourceVersion: string; continue?: string };
  items: KubeObject[] | null;
}

/** One line of a watch (Kubernetes API concepts, "Efficient detection of changes"). */
export type WatchEvent =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; object: KubeObject }
  | { type: 'ERROR'; object: { code?: number; message?: string } };
