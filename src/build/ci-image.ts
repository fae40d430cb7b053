import { cancellable } from '../cancelled.js';
import { KindlingError } from '../errors.js';
import { DEFAULT_STATIC_IP, readSettings } from '../node/ci/settings.js';
import { silent } from '../progress.js';
import { canBeSeeded } from '../version/features.js';
import { parseGenericVersion } from '../version/version.js';
import { hostArch } from './base/base-parts.js';
import { requireRoot } from './base/mmdebstrap.js';
import { type BuildOptions, type BuiltImage, finish } from './build-options.js';
import { ciFiles, withCiLayer } from './ci/ci-layer.js';
import { presentHooks } from './ci/hooks.js';
import { readNodeSeed } from './ci/node-seed.js';
import { withHooks } from './ci/with-hooks.js';
import type { EngineImageOptions } from './content/engine-archive.js';
import { openBaseImage } from './content/on-base.js';
import { chosenVersion, type MadeNodeImage, nodeImageFromModules } from './node-image.js';
import { checkDestination } from './output/deliver.js';
import { withWorkDirectory } from './work-directory.js';

export interface BuildCiImageOptions extends BuildOptions {
  /** With or without `v`, 1.34 or later. Default: that of images/pins.json. A base image has its own. */
  kubernetesVersion?: string;
  /** The node's own address in every container, unless a container is told another. Default: `172.30.99.1`. */
  staticIp?: string;
  /** Every container has the same keys, which are in the image: for throw-away networks only. Default: false. */
  sharedPki?: boolean;
  /** Absolute path of a directory with hooks: before-cluster.sh, after-cluster.sh, images.sh. Default: none. */
  hooks?: string;
  /** Variables that the hooks see. Default: none. */
  hookEnvironment?: Readonly<Record<string, string>>;
}

/**
 * Builds an image of a whole cluster in one container (`kind build ci-image`): a node image, and a small layer that
 * lets a container of it start a cluster by itself (spec §10.1). The layers of the node image are the same ones, so that
 * engines keep them once. A `baseImage` is such a node image, of this version of kindling; by default it is made as well.
 *
 * The image's default name is `localhost/kindling/ci:v<version>`.
 *
 * @throws {KindlingError} CONFIG_INVALID when the static address is none; USAGE when there are no hooks in their
 *   directory, or nowhere to run them; IMAGE_INVALID when a base image is no such node image; what `buildNodeImage` throws
 */
export async function buildCiImage(options: BuildCiImageOptions): Promise<BuiltImage> {
  return await cancellable(options.signal, () => build(options));
}

async function build(options: BuildCiImageOptions): Promise<BuiltImage> {
  const { engine, signal, hooks, sharedPki = false, arch = hostArch, progress = silent } = options;
  const { staticIp } = readSettings({ STATIC_IP: options.staticIp ?? DEFAULT_STATIC_IP }, () => {});
  if (hooks !== undefined) await checkHooks(hooks, options);
  const wanted = await wantedVersion(options);
  const image = (known: string) => options.image ?? `localhost/kindling/ci:${known.replaceAll('+', '_')}`;
  await checkDestination(wanted || options.image ? [image(wanted ?? '')] : [], options);
  requireRoot();
  if (sharedPki) progress.warn('every container of this image will have the same keys: only for throw-away networks');
  return await withWorkDirectory(options.cacheDir, async (work) => {
    const shared: EngineImageOptions = { engine, arch, work, progress, signal };
    const node = await nodeImage(wanted, options, shared);
    const { version, seed } = await readNodeSeed(node.content, options.baseImage ?? 'node image');
    const layer = { files: await ciFiles(), staticIp, sharedPki: sharedPki ? seed : undefined };
    const plain = await withCiLayer(node.content, layer, shared);
    if (hooks === undefined || engine === undefined) {
      return await finish({ ...plain, names: [image(version)] }, node.cached, options);
    }
    const run = { engine, seed, directory: hooks, staticIp, env: options.hookEnvironment ?? {} };
    const content = await withHooks(plain, run, shared);
    return await finish({ ...content, names: [image(version)] }, false, options);
  });
}

/** @throws {KindlingError} USAGE when there are none that can be run */
async function checkHooks(directory: string, { engine, arch = hostArch }: BuildCiImageOptions): Promise<void> {
  await presentHooks(directory);
  if (engine === undefined) {
    throw new KindlingError('USAGE', 'hooks run in a container, and there is no engine', { hint: 'give an engine' });
  }
  if (arch !== hostArch) {
    throw new KindlingError('USAGE', `hooks cannot be run in an image for ${arch}: this machine is ${hostArch}`);
  }
}

/** @returns undefined for that of the base image */
async function wantedVersion({ baseImage, kubernetesVersion }: BuildCiImageOptions): Promise<string | undefined> {
  if (baseImage === undefined) {
    const version = await chosenVersion(kubernetesVersion);
    if (canBeSeeded(parseGenericVersion(version, 'USAGE'))) return version;
    throw new KindlingError('USAGE', `CI images need Kubernetes 1.34 or later, not ${version}`);
  }
  if (kubernetesVersion === undefined) return undefined;
  throw new KindlingError('USAGE', `both a version (${kubernetesVersion}) and a base image, which has its own`, {
    hint: 'the base of a CI image is a node image: give either of them',
  });
}

/** @param version to be made; undefined: the base image */
async function nodeImage(
  version: string | undefined,
  { baseImage, ...options }: BuildCiImageOptions,
  shared: EngineImageOptions,
): Promise<MadeNodeImage> {
  if (version !== undefined) return await nodeImageFromModules(version, options, shared);
  return { content: await openBaseImage(baseImage as string, shared), cached: false };
}
