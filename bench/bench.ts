import { setMaxListeners } from 'node:events';
import { DEFAULT_NODE_IMAGE } from '../src/config/defaults.js';
import type { Engine, EngineName } from '../src/engine/engine.js';
import { KindlingError } from '../src/errors.js';
import { engineOf } from '../test/support/inside.js';
import { User } from '../test/support/kind.js';
import { provideLibModules } from '../test/support/lib-modules.js';
import { upstreamKind } from '../test/support/upstream-kind.js';
import { NAME, removeClusters } from './cluster.js';
import type { Side } from './sides.js';

/** What measurements work with. */
export interface Bench {
  engine: Engine;
  users: Readonly<Record<Side, User>>;
  /** Flags of `create cluster` that only one side gets. */
  flags: Readonly<Record<Side, readonly string[]>>;
  /** The shares of processor time (0 to 1) that others had right before each cluster. */
  busy: number[];
  signal: AbortSignal;
  /** Tells people how far it is. */
  say(text: string): void;
}

/** Node.js reads such certificates before any program: that is no part of what a command takes. */
const VARIABLES = { NODE_EXTRA_CA_CERTS: '' };

/** The cluster network of both kinds. */
const NETWORK = 'kind';

/**
 * Has measurements on an engine, and removes everything that they made, however they end.
 *
 * @param flags further flags of our `create cluster`
 * @throws {KindlingError} CLUSTER_EXISTS when somebody has a cluster of the benchmark's name, IMAGE_NOT_FOUND when the
 *   engine does not have the node image
 */
export async function withBench<T>(
  name: EngineName,
  flags: readonly string[],
  signal: AbortSignal,
  use: (bench: Bench) => Promise<T>,
): Promise<T> {
  setMaxListeners(0, signal); // every command listens to it
  const engine = await engineOf(name);
  const users = {
    ours: await User.create(name, undefined, VARIABLES),
    upstream: await User.create(name, await upstreamKind(), VARIABLES),
  };
  try {
    await demandNoCluster(users.ours);
    await demandImage(engine);
    const removeLibModules = await provideLibModules();
    const removeNetwork = await provideNetwork(engine);
    try {
      const say = (text: string) => process.stderr.write(`${name}: ${text}\n`);
      return await use({ engine, users, flags: { ours: flags, upstream: [] }, busy: [], signal, say });
    } finally {
      await removeClusters(users.ours, signal.aborted);
      await removeNetwork();
      await removeLibModules();
    }
  } finally {
    await Promise.all([users.ours.dispose(), users.upstream.dispose()]);
  }
}

async function demandNoCluster(user: User): Promise<void> {
  const clusters = (await user.mustKind(['get', 'clusters'])).split('\n');
  if (!clusters.includes(NAME)) return;
  throw new KindlingError('CLUSTER_EXISTS', `there is a cluster "${NAME}" on ${user.engine} already`, {
    hint: `KIND_EXPERIMENTAL_PROVIDER=${user.engine} kind delete cluster --name ${NAME}`,
  });
}

async function demandImage(engine: Engine): Promise<void> {
  if (await engine.hasImage(DEFAULT_NODE_IMAGE)) return;
  throw new KindlingError('IMAGE_NOT_FOUND', `${engine.name} has no image ${DEFAULT_NODE_IMAGE}`, {
    hint: `KIND_EXPERIMENTAL_PROVIDER=${engine.name} kind build node-image`,
  });
}

/**
 * Makes the cluster network unless it is there: nobody's first cluster has to.
 *
 * @returns what removes it again
 */
async function provideNetwork(engine: Engine): Promise<() => Promise<void>> {
  const there = await engine.networkSubnets(NETWORK).then(
    () => true,
    () => false,
  );
  if (there) return async () => {};
  await engine.ensureNetwork(NETWORK);
  // Somebody else's cluster may be on it by then.
  return () => engine.removeNetwork(NETWORK).catch(() => {});
}
