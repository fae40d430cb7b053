import { wrapError } from '../../errors.js';
import type { CancelOptions } from '../engine.js';
import type { EngineClient } from './client.js';
import { stderrOf } from './failure.js';
import { thaw } from './thaw.js';

/**
 * Ends and removes containers with their anonymous volumes. Those that do not exist are ignored. Spec §3.13.
 *
 * @param names names or IDs
 */
export async function removeContainers(
  client: EngineClient,
  names: readonly string[],
  options: CancelOptions = {},
): Promise<void> {
  if (names.length === 0) return;
  try {
    try {
      await remove(client, names, options);
    } catch (error) {
      if (!NOT_KILLED.test(stderrOf(error)) || (await thawAll(client, names, options)) === 0) throw error;
      await remove(client, names, options);
    }
  } catch (error) {
    throw wrapError(error, 'failed to delete nodes');
  }
}

/** What docker says when a container's processes do not heed SIGKILL. */
const NOT_KILLED = /did not receive an exit event/;

async function remove(client: EngineClient, names: readonly string[], options: CancelOptions): Promise<void> {
  try {
    await client.run(['rm', '-f', '-v', ...names], options);
  } catch (error) {
    if (!onlyMissing(error)) throw error;
  }
}

/** @returns how many groups of processes were frozen, and no longer are; 0 when the processes are not of this machine */
async function thawAll(client: EngineClient, names: readonly string[], options: CancelOptions): Promise<number> {
  if ((await client.host(options)).place !== 'here') return 0;
  const documents = await client.json(['inspect', '--type=container', ...names], { ...options, okCodes: [0, 1] });
  const pids = (documents as { State?: { Pid?: number } }[]).map(({ State }) => State?.Pid ?? 0);
  const thawed = await Promise.all(pids.filter((pid) => pid > 0).map((pid) => thaw(pid)));
  return thawed.reduce((sum, count) => sum + count, 0);
}

/** Every complaint is about a container that is gone, or about to be: somebody else removes it at the same time. */
function onlyMissing(error: unknown): boolean {
  const complaints = stderrOf(error)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return (
    complaints.length > 0 &&
    complaints.every((line) => /no such container|removal of container \S+ is already in progress/i.test(line))
  );
}
