import { wrapError } from '../../errors.js';
import type { CancelOptions } from '../engine.js';
import type { EngineClient } from './client.js';
import { stderrOf } from './failure.js';
import { withThawed } from './with-thawed.js';

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
    await withThawed(client, names, () => remove(client, names, options), options);
  } catch (error) {
    throw wrapError(error, 'failed to delete nodes');
  }
}

async function remove(client: EngineClient, names: readonly string[], options: CancelOptions): Promise<void> {
  try {
    await client.run(['rm', '-f', '-v', ...names], options);
  } catch (error) {
    if (!onlyMissing(error)) throw error;
  }
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
