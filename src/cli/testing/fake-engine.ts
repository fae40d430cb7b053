import type { ContainerSummary, Engine } from '../../engine/engine.js';

export interface FakeContainer {
  name: string;
  cluster: string;
  role?: string;
  state?: string;
}

/** An engine of containers that do nothing: enough for listing and deleting. Anything else fails the test. */
export function fakeEngine(containers: readonly FakeContainer[] = []): Engine & { removed: string[] } {
  const removed: string[] = [];
  const summaries: ContainerSummary[] = containers.map(({ name, cluster, role = 'worker', state = 'running' }) => ({
    name,
    state,
    labels: { 'io.x-k8s.kind.cluster': cluster, 'io.x-k8s.kind.role': role },
  }));
  const known = {
    name: 'docker',
    removed,
    async listContainers(labels: Record<string, string | undefined>) {
      const matches = (container: ContainerSummary) =>
        Object.entries(labels).every(([key, value]) =>
          value === undefined ? key in container.labels : container.labels[key] === value,
        );
      return summaries.filter((container) => !removed.includes(container.name) && matches(container));
    },
    async removeContainers(names: readonly string[]) {
      removed.push(...names);
    },
    execCommand(name: string, command: readonly string[], { tty, stdin }: { tty: boolean; stdin: boolean }) {
      return ['docker', 'exec', ...(stdin ? ['-i'] : []), ...(tty ? ['-t'] : []), name, ...command];
    },
  };
  return new Proxy(known, {
    get(target, property) {
      if (property in target || property === 'then') return Reflect.get(target, property);
      throw new Error(`the fake engine has no ${String(property)}`);
    },
  }) as unknown as Engine & { removed: string[] };
}
