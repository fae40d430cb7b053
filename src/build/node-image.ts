import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cancellable } from '../cancelled.js';
import { KindlingError } from '../errors.js';
import { silent } from '../progress.js';
import { canBeSeeded } from '../version/features.js';
import { parseGenericVersion } from '../version/version.js';
import { type Base, baseFromPackages } from './base/base.js';
import { hostArch, nodeProgram } from './base/base-parts.js';
import { nodeRunConfig } from './base/base-tree.js';
import { requireRoot } from './base/mmdebstrap.js';
import { nodeManifests, writeKubernetes } from './base/node-tree.js';
import { type BuildOptions, type BuiltImage, cachingOptions, finish } from './build-options.js';
import { type Materialized, materialize } from './cache.js';
import { imageId, sizeOf } from './content/image-content.js';
import { readStoredContent } from './content/stored-content.js';
import { storeImage } from './image-cache.js';
import { checkDestination } from './output/deliver.js';
import { ownVersion } from './own-version.js';
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
  const version = await chosenVersion(options.kubernetesVersion);
  const { arch = hostArch, progress = silent, image = `localhost/kindling/node:${version}` } = options;
  await checkDestination([image], options);
  const { dir, cached } = await materialize(await modulesPart(version, arch, options), cachingOptions(options));
  const content = await readStoredContent(dir);
  progress.log(`node-image: ${Math.round(sizeOf(content) / 1e6)} MB, ${imageId(content)}`, 1);
  return await finish({ ...content, names: [image] }, cached, options);
}

/** The node image of a Kubernetes version from its Go modules. */
async function modulesPart(version: string, arch: Arch, options: BuildOptions): Promise<Part> {
  const caching = cachingOptions(options);
  const base = await baseFromPackages(arch, caching);
  const kubernetes = await materialize(await kubernetesPart({ version, arch }), caching);
  const ownKubernetes =
    arch === hostArch ? kubernetes : await materialize(await kubernetesPart({ version, arch: hostArch }), caching);
  const versions = await readVersions(kubernetes);
  const names = storeNames(versions.kubernetes, versions.images, await ownVersion());
  const seed = async () => {
    const own = { key: ownKubernetes.key, binary: join(ownKubernetes.dir, 'bin', 'kubernetes') };
    return await materialize(seedPart({ version, kubernetes: own, manifests: await nodeManifests(names) }), caching);
  };
  return await nodeImagePart({
    arch,
    base,
    kubernetes,
    names,
    seed: canBeSeeded(parseGenericVersion(version, 'USAGE')) ? await seed() : undefined,
    pause: await materialize(await pausePart({ version, arch }), caching),
    containerd: await materialize(await containerdPart({ arch: hostArch }), caching),
    kindnetd: await nodeProgram('kindnetd'),
    seedProgram: await nodeProgram('seed'),
  });
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
      version: await ownVersion(),
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
      await storeImage(dir, { architecture: arch, run: nodeRunConfig, layers: [tree.root] }, signal);
      await rm(work, { recursive: true });
    },
  };
}

async function readVersions(kubernetes: Materialized): Promise<KubernetesVersions> {
  return JSON.parse(await readFile(join(kubernetes.dir, 'versions.json'), 'utf8')) as KubernetesVersions;
}
