import type { Facts } from '../facts/facts.js';
import { exists } from '../files.js';
import type { World } from '../world.js';
import { configureContainerd } from './configure.js';
import { provideImageStore } from './image-store.js';

/** Configures containerd and hands it the image's container images. */
export async function setUpContainerd(world: World, facts: Facts): Promise<void> {
  const snapshotter = await configureContainerd(world, facts);
  if (snapshotter === 'overlayfs') await provideImageStore(world);
  else if (exists(world, '/kind/containerd')) {
    world.log('WARN', `the image's container images are for overlayfs, not for ${snapshotter}: they must be loaded`);
  }
}
