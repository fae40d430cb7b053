import { Readable } from 'node:stream';
import { CLUSTER_LABEL } from '../../create/labels.js';
import type { ContainerSpec, ContainerSummary, Engine, EngineHost } from '../../engine/engine.js';
import { KindlingError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';

export interface Faults {
  /** `runContainer` fails for these names, by attempt. */
  run?: Record<string, (KindlingError | undefined)[]>;
  /** Where the engine is. Default: here. */
  host?: EngineHost;
  /** Images that are not there. */
  images?: string[];
  /** Commands, as their words joined by spaces start, that fail. */
  exec?: string[];
  /** What those print. */
  prints?: string;
  /** What they exit with. Default: 1. */
  exitCode?: number;
}

/**
 * An engine on which a create succeeds without doing anything, but for the faults asked for: those that a real engine
 * does not produce on demand.
 */
export function faultyEngine(faults: Faults): {
  engine: Engine;
  containers: Map<string, ContainerSpec>;
  commands: string[];
} {
  const containers = new Map<string, ContainerSpec>();
  const commands: string[] = [];
  const attempts = new Map<string, number>();
  const known: Partial<Engine> = {
    name: 'podman',
    info: async () => ({
      name: 'podman',
      version: '5.0.0',
      rootless: false,
      cgroupVersion: 2,
      cgroupDriver: 'systemd',
      limits: { memory: true, pids: true, cpu: true },
      storageDriver: 'overlay',
      backingFilesystem: 'extfs',
      usernsRemap: false,
    }),
    host: async () => faults.host ?? { place: 'here' },
    hasImage: async (image) => !faults.images?.includes(image),
    ensureNetwork: async () => {},
    networkSubnets: async () => [],
    clientProxies: async () => ({}),
    listContainers: async (labels) =>
      [...containers.values()]
        .filter((spec) => labels[CLUSTER_LABEL] === undefined || spec.labels[CLUSTER_LABEL] === labels[CLUSTER_LABEL])
        .map(({ name, labels }): ContainerSummary => ({ name, labels, state: 'running' })),
    async runContainer(spec) {
      const attempt = attempts.get(spec.name) ?? 0;
      attempts.set(spec.name, attempt + 1);
      const fault = faults.run?.[spec.name]?.[attempt];
      if (fault) throw fault;
      if (containers.has(spec.name)) throw new KindlingError('ENGINE_FAILED', `the name ${spec.name} is in use`);
      containers.set(spec.name, spec);
    },
    inspectContainer: async (name) => {
      const spec = containers.get(name);
      if (!spec) throw new KindlingError('NODE_NOT_FOUND', `no ${name}`);
      const rest = { id: name, state: 'running', ipv4: '10.0.0.2', ipv6: '', exitCode: undefined, volumes: [] };
      return { ...rest, name, labels: spec.labels, image: spec.image, ports: spec.ports ?? [] };
    },
    logs: () => Readable.from(['Reached target Multi-User System.\n']),
    removeContainers: async (names) => {
      for (const name of names) containers.delete(name);
    },
    signalContainer: async () => {},
    async exec(_, command, options = {}) {
      if (options.stdin instanceof Readable) options.stdin.resume();
      const words = command.join(' ');
      commands.push(words);
      if (faults.exec?.some((start) => words.startsWith(start))) {
        const { exitCode = 1 } = faults;
        throw new CommandError(command, `exit status ${exitCode}`, {
          exitCode,
          output: faults.prints ?? 'what it printed',
        });
      }
      const stdout =
        command[0] === 'tail'
          ? words.includes('/pki/')
            ? credentials(command)
            : FILES
          : command[0] === 'cat'
            ? ADMIN_CONF
            : '';
      return { stdout, stderr: '', exitCode: 0 };
    },
  };
  return { engine: known as Engine, containers, commands };
}

const FILES = `==> /kind/version <==
v1.36.3

==> /kind/manifests/default-cni.yaml <==
kind: DaemonSet

==> /kind/manifests/default-storage.yaml <==
kind: StorageClass
`;

/** What `tail -v` prints of the files that it is asked for. */
function credentials(command: readonly string[]): string {
  return command
    .slice(command.indexOf('--') + 1)
    .map((path) => `==> ${path} <==\nsecret\n`)
    .join('\n');
}

const ADMIN_CONF = `apiVersion: v1
kind: Config
clusters: [{ name: kubernetes, cluster: { server: "https://x:6443" } }]
users: [{ name: admin, user: {} }]
contexts: [{ name: admin@kubernetes, context: { cluster: kubernetes, user: admin } }]
current-context: admin@kubernetes
`;
