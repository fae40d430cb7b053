import { KindlingError, wrapError } from '../../../errors.js';
import { CommandError } from '../../../exec/run.js';
import type { CancelOptions, EngineName } from '../../engine.js';
import { uniqueLocalSubnet } from './subnet.js';
import { isTaken } from './taken.js';

/** What making networks depends on. */
export interface NetworkDialect {
  engine: EngineName;
  exists(name: string, options: CancelOptions): Promise<boolean>;
  /**
   * Makes a bridge network.
   *
   * @param subnet IPv6 CIDR text; undefined: IPv4 only
   * @throws {KindlingError} whose cause is the CommandError
   */
  create(name: string, subnet: string | undefined, options: CancelOptions): Promise<void>;
  /** Whether the host uses this IPv6 subnet for something else. Default: asks the kernel. */
  isTaken?(subnet: string): boolean;
  /** Removes all networks of this name but one. */
  removeDuplicates?(name: string, options: CancelOptions): Promise<void>;
  /** What the engine says when … */
  says: {
    exists: RegExp;
    noIpv6: RegExp;
    overlap: RegExp;
  };
}

/** Tries at subnets, spec §3.2, step 6. */
const attempts = 5;

/**
 * Makes the network unless it exists. An existing one is taken as it is. Safe to call at the same time from several
 * processes. Spec §3.2.
 *
 * @throws {KindlingError} ENGINE_FAILED, ENGINE_UNAVAILABLE
 */
export async function ensureNetwork(dialect: NetworkDialect, name: string, options: CancelOptions = {}): Promise<void> {
  try {
    if (await dialect.exists(name, options)) return;
    await createNetwork(dialect, name, options);
    await dialect.removeDuplicates?.(name, options);
  } catch (error) {
    throw wrapError(error, `failed to ensure ${dialect.engine} network`);
  }
}

async function createNetwork(dialect: NetworkDialect, name: string, options: CancelOptions): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const subnet = uniqueLocalSubnet(name, attempt);
    if ((dialect.isTaken ?? isTaken)(subnet)) {
      if (await dialect.exists(name, options)) return; // it is this network that took it, just now
      continue;
    }
    const outcome = await tryCreate(dialect, name, subnet, options);
    if (outcome === 'done') return;
    if (outcome === 'no-ipv6') {
      // Whoever was quicker made what we want.
      if ((await tryCreate(dialect, name, undefined, options)) === 'done' || (await dialect.exists(name, options)))
        return;
      throw new KindlingError('ENGINE_FAILED', `cannot make the network "${name}" without IPv6 either`);
    }
    if (await dialect.exists(name, options)) return;
  }
  throw new KindlingError('ENGINE_FAILED', 'exhausted attempts trying to find a non-overlapping subnet', {
    hint: 'Remove networks that are no longer needed ("network prune").',
  });
}

async function tryCreate(
  dialect: NetworkDialect,
  name: string,
  subnet: string | undefined,
  options: CancelOptions,
): Promise<'done' | 'no-ipv6' | 'overlap'> {
  try {
    await dialect.create(name, subnet, options);
    return 'done';
  } catch (error) {
    const said = error instanceof KindlingError && error.cause instanceof CommandError ? error.cause.stderr : '';
    if (dialect.says.exists.test(said)) return 'done';
    if (subnet !== undefined && dialect.says.noIpv6.test(said)) return 'no-ipv6';
    if (dialect.says.overlap.test(said)) return 'overlap';
    throw error;
  }
}
