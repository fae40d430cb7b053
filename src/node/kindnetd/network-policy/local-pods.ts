import type { RuntimePod } from '../nri/plugin.js';
import { validIps } from './addresses.js';
import type { ClusterPod } from './pod.js';

/**
 * This node's pods as its container runtime knows them. The API server learns the addresses of a pod about a second
 * after its containers were started: until then only the runtime can tell them.
 */
export class LocalPods {
  /** By sandbox. `started`: when the runtime told that it starts; undefined for those that ran before. */
  private readonly pods = new Map<string, { pod: RuntimePod; started: string | undefined }>();

  /** @param node whose runtime it is */
  constructor(private readonly node: string) {}

  reset(pods: readonly RuntimePod[]): void {
    this.pods.clear();
    for (const pod of pods) this.pods.set(pod.id, { pod, started: undefined });
  }

  started(pod: RuntimePod): void {
    this.pods.set(pod.id, { pod, started: new Date().toISOString() });
  }

  stopped({ id }: RuntimePod): void {
    this.pods.delete(id);
  }

  /** Gives addresses to pods of which the API server knows none, and adds starting pods that it has yet to tell of. */
  addTo(pods: readonly ClusterPod[]): ClusterPod[] {
    const local = [...this.pods.values()]
      .map(({ pod, started }) => ({ pod: { ...pod, ips: validIps(pod.ips) }, started }))
      .filter(({ pod }) => pod.ips.length > 0);
    const known = new Set(pods.map(({ uid }) => uid));
    const ipsOf = new Map(local.map(({ pod }) => [pod.uid, pod.ips]));
    const completed = pods.map((pod) => {
      return pod.ips.length === 0 && pod.node === this.node ? { ...pod, ips: ipsOf.get(pod.uid) ?? [] } : pod;
    });
    const unknown = local.flatMap(({ pod, started }) => {
      if (started === undefined || known.has(pod.uid)) return [];
      const { namespace, name, uid, labels, ips } = pod;
      return [{ namespace, name, uid, labels, node: this.node, ips, ports: [], created: started }];
    });
    return [...completed, ...unknown];
  }
}
