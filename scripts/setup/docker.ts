import { fileURLToPath } from 'node:url';
import { run } from '../../src/exec/run.js';
import type { Progress } from '../../src/progress.js';

const START_DOCKER = fileURLToPath(new URL('../../../scripts/start-docker', import.meta.url));

/** Starts a Docker Engine for the tests unless one answers; returns what stops it again. */
export async function startDocker(progress: Progress, signal: AbortSignal): Promise<() => Promise<void>> {
  const answers = await run(['docker', 'version'], { okCodes: [0, 1] }).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
  if (answers) return async () => {};
  progress.log('Starting a Docker Engine for the tests ...');
  await run([START_DOCKER], { signal });
  return async () => {
    await run([START_DOCKER, '--stop']);
  };
}
