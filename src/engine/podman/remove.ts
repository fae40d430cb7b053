import { wrapError } from '../../errors.js';
import type { EngineClient } from '../cli/client.js';
import { stderrOf } from '../cli/failure.js';
import { withThawed } from '../cli/with-thawed.js';
import type { CancelOptions } from '../engine.js';

/**
 * Removes containers, running or not, and volumes. What does not exist is ignored. Spec §3.13.
 *
 * @param containers names or IDs
 * @param volumes names of the containers' volumes, on their way
 */
export async function removeAll(
  client: EngineClient,
  containers: readonly string[],
  volumes: Promise<readonly string[]>,
  options: CancelOptions = {},
): Promise<void> {
  try {
    const [found] = await Promise.all([
      volumes,
      containers.length > 0
        ? withThawed(client, containers, () => removeContainers(client, containers, options), options)
        : undefined,
    ]);
    if (found.length > 0) await removeVolumes(client, found, options);
  } catch (error) {
    throw wrapError(error, 'failed to delete nodes');
  }
}

async function removeContainers(client: EngineClient, names: readonly string[], options: CancelOptions): Promise<void> {
  const ignore = ['rm', '-f', '-v', '--ignore'];
  try {
    // Without a time limit of 0 podman gives every container ten seconds to end by itself; docker does not either.
    await client.run([...ignore, '-t', '0', ...names], options);
  } catch (error) {
    if (!/unknown (shorthand )?flag/.test(stderrOf(error))) throw error;
    await client.run([...ignore, ...names], options); // podman before 4.0 has no such option
  }
}

async function removeVolumes(client: EngineClient, names: readonly string[], options: CancelOptions): Promise<void> {
  try {
    await client.run(['volume', 'rm', '--force', ...names], options);
  } catch (error) {
    if (!/no such volume/.test(stderrOf(error))) throw error;
  }
}
