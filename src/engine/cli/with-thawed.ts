import type { CancelOptions } from '../engine.js';
import type { EngineClient } from './client.js';
import { stderrOf } from './failure.js';
import { thaw } from './thaw.js';

/** What docker and podman say when a container's processes do not heed SIGKILL. */
const NOT_KILLED = /did not receive an exit event|did not die within timeout/;

/**
 * Removes containers; once more when processes did not end and it was because they were frozen.
 *
 * @param names of the containers, or IDs
 * @param remove removes them
 */
export async function withThawed(
  client: EngineClient,
  names: readonly string[],
  remove: () => Promise<void>,
  options: CancelOptions,
): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!NOT_KILLED.test(stderrOf(error)) || (await thawAll(client, names, options)) === 0) throw error;
    await remove();
  }
}

/** @returns how many groups of processes were frozen, and no longer are; 0 when the processes are not of this machine */
async function thawAll(client: EngineClient, names: readonly string[], options: CancelOptions): Promise<number> {
  if ((await client.host(options)).place !== 'here') return 0;
  const inspect = ['inspect', '--type=container', ...names];
  const documents = await client.json(inspect, { ...options, okCodes: [0, 1, 125] });
  const running = (documents as { Id: string; State: { Pid: number } }[]).filter(({ State }) => State.Pid > 0);
  const thawed = await Promise.all(running.map(({ Id, State }) => thaw({ id: Id, pid: State.Pid })));
  return thawed.reduce((sum, count) => sum + count, 0);
}
