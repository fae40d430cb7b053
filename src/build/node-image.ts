import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cancellable } from '../cancelled.js';
import { KindlingError } from '../errors.js';
import { silent } from '../progress.js';
import { canBeSeeded } from '../version/features.js';
import { parseGenericVersion } from '../version/version.js';
import type { ArchivedImage } from './archive/image-archive.js';
import { type Base, baseFromPackages } from './base/base.js';
import { hostArch, nodeProgram } from './base/base-parts.js';
import { nodeRunConfig } from './base/base-tree.js';
import { requireRoot } from './base/mmdebstrap.js';
import { nodeManifests, writeKubernetes } from './base/node-tree.js';
import { type BuildOptions, type BuiltImage, cachingOptions } from './base-image.js';
import { type Materialized, materialize } from './cache.js';
import { loadStoredImage, readStoredImage, storeImage } from './image-cache.js';
import type { Arch, Part } from './part.js';
import { containerdPart } from './parts/containerd.js';
import { type KubernetesVersions, kubernetesPart } from './parts/kubernetes.js';
import { pausePart } from './parts/pause.js';
import { loadPins, shippedFile } from './pins.js';
import { dedupe } from './rootfs/dedupe.js';
import { hashFiles, hashOfBuildCode } from './rootfs/hash.js';
import { Tree } from './rootfs/tree.js';
import { seedPart } from './seed/seed-part.js';
import { buildImageStore } from './store/image-store.js';
import { storeNames } from './store/names.js';
import type { StoreNames } from './store/sources.js';

export interface BuildNodeImageOptions extends BuildOptions {
  /** With or without `v`. Default: that of images/pins.json. */
  kubernetesVersion?: string;
}

interface Ingredients {
  arch: Arch;
  base: Base;
  kubernetes: Materialized;
  names: StoreNames;
  pause: Materialized;
  /** containerd for the machine that builds. */
  containerd: Materialized;
  /** Not for every version of Kubernetes. */
  seed: Materialized | undefined;
  /** The bundles: files. */
  kindnetd: string;
  seedProgram: string;
}

/**
 * Builds a node image from packages (`kind build node-image`): Debian, Go modules and npm, no registry of images. It
 * is kept in the cache without its name, and loaded into an engine; what is there already is not made again.
 *
 * The image's default name is `localhost/kindling/node:v<version>`.
 *
 * @throws {KindlingError} BUILD_FAILED when a tool is missing, a package cannot be had or a program fails, with a hint;
 *   USAGE when the version isn't one; PIN_MISMATCH; CANCELLED; what the engine throws
 */
export async function buildNodeImage(options: BuildNodeImageOptions): Promise<BuiltImage> {
  return await cancellable(options.signal, () => build(options));
}

async function build(options: BuildNodeImageOptions): Promise<BuiltImage> {
  const { engine, signal } = options;
  const progress = options.progress ?? silent;
  const { version, dir, cached, stored } = await storedNodeImage(options);
  const image = options.image ?? `localhost/kindling/node:${version}`;
  const loaded = await loadStoredImage([dir], stored, image, engine, signal);
  progress.log(`Image "${image}" build completed.`);
  return { image, id: stored.id, size: stored.size, cached, loaded };
}

/** A node image in the cache. */
export interface StoredNodeImage extends Materialized {
  /** Kubernetes version with its `v`. */
  version: string;
  stored: ArchivedImage;
  /** Absolute path of the directory with its seed; not every version of Kubernetes has one. */
  seed: string | undefined;
}

/** Makes a node image, or finds it in the cache, without loading it into an engine. @throws as buildNodeImage */
export async function storedNodeImage(
  options: Omit<BuildNodeImageOptions, 'engine' | 'image'>,
): Promise<StoredNodeImage> {
  const progress = options.progress ?? silent;
  const version = await chosenVersion(options.kubernetesVersion);
  const arch = options.arch ?? hostArch;
  const caching = cachingOptions(options);
  const base = await baseFromPackages(arch, caching);
  const kubernetes = await materialize(await kubernetesPart({ version, arch }), caching);
  const ownKubernetes =
    arch === hostArch ? kubernetes : await materialize(await kubernetesPart({ version, arch: hostArch }), caching);
  const versions = await readVersions(kubernetes);
  const names = storeNames(versions.kubernetes, versions.images, await packageVersion());
  const seed = async () => {
    const own = { key: ownKubernetes.key, binary: join(ownKubernetes.dir, 'bin', 'kubernetes') };
    return await materialize(seedPart({ version, kubernetes: own, manifests: await nodeManifests(names) }), caching);
  };
  const ingredients: Ingredients = {
    arch,
    base,
    kubernetes,
    names,
    seed: canBeSeeded(parseGenericVersion(version, 'USAGE')) ? await seed() : undefined,
    pause: await materialize(await pausePart({ version, arch }), caching),
    containerd: await materialize(await containerdPart({ arch: hostArch }), caching),
    kindnetd: await nodeProgram('kindnetd'),
    seedProgram: await nodeProgram('seed'),
  };
  const part = await materialize(await nodeImagePart(ingredients), caching);
  const stored = await readStoredImage(part.dir);
  progress.log(`node-image: ${Math.round(stored.size / 1e6)} MB, ${stored.id}`, 1);
  return { ...part, version, stored, seed: ingredients.seed?.dir };
}

async function chosenVersion(wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return (await loadPins()).kubernetes.default;
  const version = wanted.startsWith('v') ? wanted : `v${wanted}`;
  if (/^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) return version;
  throw new KindlingError('USAGE', `"${wanted}" is not a Kubernetes version`, { hint: 'Give it like v1.36.3.' });
}

async function nodeImagePart(ingredients: Ingredients): Promise<Part> {
  const { arch, base, kubernetes, names, pause, containerd, seed, kindnetd, seedProgram } = ingredients;
  return {
    name: `node-image-${arch}`,
    inputs: {
      base: base.inputs,
      parts: [kubernetes.key, pause.key, containerd.key, ...(seed ? [seed.key] : [])],
      files: await hashFiles(await shippedFile('images', 'node'), kindnetd, seedProgram),
      code: await hashOfBuildCode(),
      version: await packageVersion(),
    },
    async build({ dir, signal, log }) {
      requireRoot();
      const work = join(dir, 'work');
      await mkdir(join(work, 'store'), { recursive: true });
      const { kubernetes: version } = await readVersions(kubernetes);
      const tree = new Tree(join(work, 'rootfs'));
      const binary = join(kubernetes.dir, 'bin', 'kubernetes');
      log('laying out the file system', 1);
      await base.write(tree, names.pause);
      const licenses = join(kubernetes.dir, 'licenses');
      const seedFiles = seed && { dir: seed.dir, program: seedProgram };
      await writeKubernetes(tree, { binary, licenses, version, names, seed: seedFiles });
      log('unpacking the images inside', 1);
      const sources = {
        arch,
        debian: base.debian,
        kubernetes: binary,
        pause: join(pause.dir, 'bin', 'pause'),
        node: base.nodeRuntime,
        kindnetd,
        iptablesWrapper: await shippedFile('images', 'node', 'iptables-wrapper.sh'),
        names,
      };
      const bin = join(containerd.dir, 'bin');
      const tools = { containerd: join(bin, 'containerd'), ctr: join(bin, 'ctr') };
      await buildImageStore(tree.at('/kind/containerd'), join(work, 'store'), sources, tools, { signal });
      const { linked, saved } = await dedupe(tree.root);
      log(`${linked} files are links to equal ones: ${Math.round(saved / 1e6)} MB saved`, 1);
      log('writing the archive', 1);
      await storeImage(dir, tree.root, { architecture: arch, run: nodeRunConfig }, signal);
      await rm(work, { recursive: true });
    },
  };
}

async function readVersions(kubernetes: Materialized): Promise<KubernetesVersions> {
  return JSON.parse(await readFile(join(kubernetes.dir, 'versions.json'), 'utf8')) as KubernetesVersions;
}

async function packageVersion(): Promise<string> {
  const text = await readFile(await shippedFile('package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
