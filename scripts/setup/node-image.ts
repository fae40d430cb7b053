import { buildNodeImage } from '../../src/build/node-image.js';
import { DEFAULT_NODE_IMAGE } from '../../src/config/defaults.js';
import type { Engine } from '../../src/engine/engine.js';
import type { Progress } from '../../src/progress.js';
import { installDebianPackages, PACKAGES } from './debian-packages.js';

/** Sees to it that an engine has the default node image: builds it from packages when it is missing. */
export async function provideNodeImage(engine: Engine, progress: Progress, signal: AbortSignal): Promise<void> {
  if (await engine.hasImage(DEFAULT_NODE_IMAGE, { signal })) return;
  await installDebianPackages(PACKAGES.build, (line) => progress.log(line));
  progress.log(`Building ${DEFAULT_NODE_IMAGE} from packages; the first time takes several minutes ...`);
  const kubernetesVersion = DEFAULT_NODE_IMAGE.split(':v')[1] ?? '';
  await buildNodeImage({ kubernetesVersion, engine, progress, signal });
}
