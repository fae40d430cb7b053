import { DEFAULT_NODE_IMAGE, LOAD_BALANCER_IMAGE } from '../../config/defaults.js';
import { type ErrorCode, KindlingError, messageOf } from '../../errors.js';
import type { CreateContext } from '../context.js';

/** Pauses between attempts to pull, in milliseconds: kind's. */
const PULL_RETRIES = [1000, 2000, 3000, 4000];

/** What another attempt does not mend. */
const FINAL: readonly ErrorCode[] = ['ENGINE_UNAVAILABLE', 'NO_SPACE'];

/**
 * Sees to it that the engine has an image for its containers: images of our own are never pulled, others are when missing.
 *
 * @throws {KindlingError} IMAGE_NOT_FOUND with how to build or get it
 */
export async function ensureImage(context: CreateContext, image: string, signal: AbortSignal): Promise<void> {
  const { engine, progress } = context;
  if (await engine.hasImage(image, { signal })) {
    progress.log(`Image: ${image} present locally`, 1);
    return;
  }
  if (image.startsWith('localhost/')) throw missing(image);
  progress.log(`Pulling image: ${image} ...`, 1);
  for (const pause of [...PULL_RETRIES, undefined]) {
    try {
      await engine.pullImage(image, { signal });
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof KindlingError && FINAL.includes(error.code)) throw error;
      if (pause === undefined) {
        throw new KindlingError('IMAGE_NOT_FOUND', `failed to pull image "${image}": ${messageOf(error)}`, {
          cause: error,
          hint: `check the name and the network, or use an image that is here: --image ${DEFAULT_NODE_IMAGE}`,
        });
      }
      progress.log(`Trying again to pull image: ${image} ... ${messageOf(error)}`, 1);
      await delay(pause, signal);
    }
  }
}

function missing(image: string): KindlingError {
  if (image === LOAD_BALANCER_IMAGE) {
    return new KindlingError('IMAGE_NOT_FOUND', `image "${image}", the load balancer's, is not here`, {
      hint: 'build it with: kind build haproxy-image',
    });
  }
  const version = /^localhost\/kindling\/node:v?(\d.*)$/.exec(image)?.[1];
  const command = version ? `kind build node-image ${version}` : `kind build node-image --image ${image}`;
  return new KindlingError('IMAGE_NOT_FOUND', `node image "${image}" is not here`, {
    hint: `build it with: ${command}`,
  });
}

/** The back-off between attempts at a registry: there is no event to wait for. */
async function delay(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
