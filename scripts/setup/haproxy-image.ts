import { buildHaproxyImage } from '../../src/build/haproxy-image.js';
import { LOAD_BALANCER_IMAGE } from '../../src/config/defaults.js';
import type { Engine } from '../../src/engine/engine.js';
import type { Progress } from '../../src/progress.js';
import { installDebianPackages, PACKAGES } from './debian-packages.js';

/** Sees to it that an engine has the load balancer's image: builds it from packages. */
export async function provideHaproxyImage(engine: Engine, progress: Progress, signal: AbortSignal): Promise<void> {
  await installDebianPackages(PACKAGES.build, (line) => progress.log(line));
  progress.log(`Building ${LOAD_BALANCER_IMAGE} from packages ...`);
  await buildHaproxyImage({ engine, progress, signal });
}
