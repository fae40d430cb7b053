import { cancellable } from '../cancelled.js';
import { KindlingError } from '../errors.js';
import { silent } from '../progress.js';
import { hostArch, provideBaseParts } from './base/base-parts.js';
import { baseImagePart } from './base-image.js';
import { type BuildOptions, type BuiltImage, cachingOptions, finish } from './build-options.js';
import { materialize } from './cache.js';
import type { EngineImageOptions } from './content/engine-archive.js';
import { type ImageContent, imageId, sizeOf } from './content/image-content.js';
import { openBaseImage, putOn } from './content/on-base.js';
import { readStoredContent } from './content/stored-content.js';
import { distributionImage } from './distribution/distribution-image.js';
import { openSource } from './distribution/open-source.js';
import { baseContainerdConfig } from './node/containerd-config.js';
import type { KubernetesSource } from './node/kubernetes-source.js';
import { modulesPart } from './node/modules.js';
import { imageBase, packagesBase } from './node/node-base.js';
import { checkDestination } from './output/deliver.js';
import { loadPins } from './pins.js';
import { type PreloadSources, preload } from './preload/preload.js';
import { withWorkDirectory } from './work-directory.js';

export interface BuildNodeImageOptions extends BuildOptions {
  /** With or without `v`. Default: that of images/pins.json. The same as a `source` of type `modules`. */
  kubernetesVersion?: string;
  /** Where Kubernetes comes from. Default: Go modules of `kubernetesVersion`. */
  source?: KubernetesSource;
  /** Images to be in the node image from the start. */
  preload?: PreloadSources;
}

/**
 * Builds a node image (`kind build node-image`). By default everything comes from packages: Debian, Go modules and npm,
 * no registry of images; what is there already is not made again. A `baseImage` has to be one of kindling's base images,
 * or an image that was made from one.
 *
 * The image's default name is `localhost/kindling/node:v<version>`.
 *
 * @throws {KindlingError} BUILD_FAILED when a tool is missing, a package cannot be had or a program fails, with a hint;
 *   USAGE when the version isn't one, or there is nowhere to put the image; PIN_MISMATCH; CANCELLED; what the engine throws
 */
export async function buildNodeImage(options: BuildNodeImageOptions): Promise<BuiltImage> {
  return await cancellable(options.signal, () => build(options));
}

async function build(options: BuildNodeImageOptions): Promise<BuiltImage> {
  const { arch = hostArch, progress = silent, engine, signal } = options;
  const { source = { type: 'modules' } } = options;
  const version =
    source.type === 'modules' ? await chosenVersion(source.version ?? options.kubernetesVersion) : undefined;
  const image = (known: string) => options.image ?? `localhost/kindling/node:${known.replaceAll('+', '_')}`;
  await checkDestination(version || options.image ? [image(version ?? '')] : [], options);
  return await withWorkDirectory(options.cacheDir, async (work) => {
    const shared: EngineImageOptions = { engine, arch, work, progress, signal };
    const made =
      source.type === 'modules'
        ? { version: version as string, ...(await nodeImageFromModules(version as string, options, shared)) }
        : await fromDistribution(source, options, shared);
    progress.log(`node-image: ${Math.round(sizeOf(made.content) / 1e6)} MB, ${imageId(made.content)}`, 1);
    return await finish({ ...made.content, names: [image(made.version)] }, made.cached, options);
  });
}

/** A node image without a name. */
export interface MadeNodeImage {
  content: ImageContent;
  /** Nothing had to be made. */
  cached: boolean;
}

/**
 * Makes a node image from Go modules, or takes it from the cache, without bringing it anywhere.
 *
 * @param version with its `v`
 * @throws {KindlingError} as `buildNodeImage`
 */
export async function nodeImageFromModules(
  version: string,
  options: Pick<BuildNodeImageOptions, 'baseImage' | 'cacheDir' | 'preload' | 'progress' | 'signal'>,
  shared: EngineImageOptions,
): Promise<MadeNodeImage> {
  const caching = cachingOptions(options);
  const below = options.baseImage === undefined ? undefined : await openBaseImage(options.baseImage, shared);
  const packages = await packagesBase(shared.arch, caching);
  const base = below ? await imageBase(below, options.baseImage as string, version, packages) : packages;
  const { dir, cached } = await materialize(await modulesPart(version, base, caching), caching);
  const stored = await readStoredContent(dir);
  const content = await preload(below ? putOn(below, stored) : stored, options.preload ?? {}, shared);
  return { content, cached };
}

async function fromDistribution(
  source: Exclude<KubernetesSource, { type: 'modules' }>,
  options: BuildNodeImageOptions,
  shared: EngineImageOptions,
): Promise<MadeNodeImage & { version: string }> {
  const given = options.baseImage ? await openBaseImage(options.baseImage, shared) : undefined;
  const givenConfig = given && (await baseContainerdConfig(given, options.baseImage as string));
  shared.progress.log('Starting to build Kubernetes');
  const distribution = await openSource(source, shared);
  shared.progress.log('Finished building Kubernetes');
  shared.progress.log('Building node image ...');
  const base = given ?? (await ownBase(options, shared));
  const containerdConfig = givenConfig ?? (await baseContainerdConfig(base, 'base image'));
  const { image, version } = await distributionImage(distribution, {
    ...shared,
    caching: cachingOptions(options),
    preload: options.preload ?? {},
    base,
    containerdConfig,
  });
  return { content: image, version, cached: false };
}

async function ownBase(options: BuildOptions, { arch }: EngineImageOptions): Promise<ImageContent> {
  const caching = cachingOptions(options);
  const part = await baseImagePart(await provideBaseParts(arch, caching));
  return await readStoredContent((await materialize(part, caching)).dir);
}

/**
 * A Kubernetes version with its `v`.
 *
 * @param wanted with or without it. Default: that of images/pins.json
 * @throws {KindlingError} USAGE when it is none
 */
export async function chosenVersion(wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return (await loadPins()).kubernetes.default;
  const version = wanted.startsWith('v') ? wanted : `v${wanted}`;
  if (/^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) return version;
  throw new KindlingError('USAGE', `"${wanted}" is not a Kubernetes version`, { hint: 'Give it like v1.36.3.' });
}
