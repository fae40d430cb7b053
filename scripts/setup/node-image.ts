import { buildNodeImage } from '../../src/build/node-image.js';
import { DEFAULT_NODE_IMAGE } from '../../src/config/defaults.js';
import type { Engine } from '../../src/engine/engine.js';
import type { Progress } from '../../src/progress.js';
import { installDebianPackages, PACKAGES } from './debian-packages.js';

/**
 * Sees to it that an engine has the default node image: builds it from packages.
 *
 * @param options `current`: also when there is one, which other code may have made
 */
export async function provideNodeImage(
  engine: Engine,
  { progress, signal, current }: { progress: Progress; signal: AbortSignal; current: boolean },
): Promise<void> {
  if (!current && (await engine.hasImage(DEFAULT_NODE_IMAGE, { signal }))) return;
  await installDebianPackages(PACKAGES.build, (line) => progress.log(line));
  progress.log(`Building ${DEFAULT_NODE_IMAGE} from packages, which takes several minutes the first time ...`);
  const kubernetesVersion = DEFAULT_NODE_IMAGE.split(':v')[1] ?? '';
  await buildNodeImage({ kubernetesVersion, engine, progress, signal });
}
