import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { cancellable } from '../cancelled.js';
import { KindlingError } from '../errors.js';
import { ADDED_IMAGES } from '../node/ci/paths.js';
import { DEFAULT_STATIC_IP, readSettings } from '../node/ci/settings.js';
import { silent } from '../progress.js';
import { SEED_PATH, type SeedFile } from '../seed/seed.js';
import type { RunConfig } from './archive/image-spec.js';
import { hostArch, nodeProgram } from './base/base-parts.js';
import { requireRoot } from './base/mmdebstrap.js';
import { type BuiltImage, cachingOptions } from './base-image.js';
import { materialize } from './cache.js';
import { type CiFiles, ciRunConfig, writeCiTree, writeSharedIdentities } from './ci/ci-tree.js';
import { presentHooks, runHooks } from './ci/hooks.js';
import { loadStoredImage, readStoredImage, storeImage } from './image-cache.js';
import { type BuildNodeImageOptions, type StoredNodeImage, storedNodeImage } from './node-image.js';
import type { Arch, Part } from './part.js';
import { shippedFile } from './pins.js';
import { hashFiles, hashOfBuildCode } from './rootfs/hash.js';
import { Tree } from './rootfs/tree.js';

export interface BuildCiImageOptions extends BuildNodeImageOptions {
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
 * lets a container of it start a cluster by itself (spec §10.1). The layer of the node image is the same one, so that
 * engines keep it once.
 *
 * The image's default name is `localhost/kindling/ci:v<version>`.
 *
 * @throws {KindlingError} CONFIG_INVALID when the static address is none; what buildNodeImage throws
 */
export async function buildCiImage(options: BuildCiImageOptions): Promise<BuiltImage> {
  return await cancellable(options.signal, () => build(options));
}

async function build(options: BuildCiImageOptions): Promise<BuiltImage> {
  const { engine, signal, sharedPki = false } = options;
  const progress = options.progress ?? silent;
  const { staticIp } = readSettings({ STATIC_IP: options.staticIp ?? DEFAULT_STATIC_IP }, () => {});
  if (options.hooks !== undefined) await presentHooks(options.hooks);
  const node = await storedNodeImage(options);
  const { version, seed } = node;
  if (seed === undefined) {
    throw new KindlingError('BUILD_FAILED', `CI images need Kubernetes 1.34 or later, not ${version}`);
  }
  if (sharedPki) progress.warn('every container of this image will have the same keys: only for throw-away networks');
  const image = options.image ?? `localhost/kindling/ci:${version}`;
  const ingredients: Ingredients = {
    arch: options.arch ?? hostArch,
    node,
    seed: join(seed, 'cluster.json'),
    files: await ciFiles(),
    run: ciRunConfig(staticIp),
    staticIp,
    sharedPki,
  };
  const part = await materialize(await ciImagePart(ingredients), cachingOptions(options));
  if (options.hooks !== undefined) return await buildWithHooks(options, options.hooks, image, ingredients, part.dir);
  const stored = await readStoredImage(part.dir);
  const loaded = await loadStoredImage([node.dir, part.dir], stored, image, engine, signal);
  progress.log(`Image "${image}" build completed.`);
  return { image, id: stored.id, size: stored.size, cached: part.cached, loaded };
}

interface Ingredients {
  arch: Arch;
  node: StoredNodeImage;
  /** Absolute path of the node image's seed. */
  seed: string;
  files: CiFiles;
  run: RunConfig;
  staticIp: string;
  sharedPki: boolean;
}

async function ciFiles(): Promise<CiFiles> {
  return {
    entrypoint: await nodeProgram('ci-entrypoint'),
    serve: await nodeProgram('ci-serve'),
    unit: await shippedFile('images', 'ci', 'kind-ci.service'),
    waitForKind: await shippedFile('images', 'ci', 'wait-for-kind'),
    docker: await shippedFile('images', 'ci', 'docker'),
  };
}

async function ciImagePart(ingredients: Ingredients): Promise<Part> {
  const { arch, node, files, run, sharedPki } = ingredients;
  return {
    name: `ci-image-${arch}`,
    inputs: {
      node: node.key,
      files: await hashFiles(...Object.values(files)),
      code: await hashOfBuildCode(),
      run: JSON.stringify(run),
      sharedPki,
    },
    async build({ dir, signal }) {
      requireRoot();
      const tree = new Tree(join(dir, 'rootfs'));
      await writeTree(tree, ingredients);
      await storeLayer(dir, tree, ingredients, signal);
    },
  };
}

async function writeTree(tree: Tree, { files, seed, staticIp, sharedPki }: Ingredients): Promise<void> {
  await writeCiTree(tree, files);
  if (sharedPki) await writeSharedIdentities(tree, await readSeed(seed), staticIp);
}

async function readSeed(path: string): Promise<SeedFile> {
  return JSON.parse(await readFile(path, 'utf8')) as SeedFile;
}

/** Makes the tree the layer on the node image's. */
async function storeLayer(
  dir: string,
  tree: Tree,
  { arch, node, run }: Ingredients,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [digest = ''] = node.stored.layers;
  const below = [{ digest, size: node.stored.size }];
  await storeImage(dir, tree.root, { architecture: arch, run, below }, signal);
  await rm(tree.root, { recursive: true });
}

/** Runs the hooks in a container of the image without hooks. What they have changed is in the layer. */
async function buildWithHooks(
  options: BuildCiImageOptions,
  directory: string,
  image: string,
  ingredients: Ingredients,
  plainDir: string,
): Promise<BuiltImage> {
  const { engine, signal } = options;
  const { node, seed, staticIp } = ingredients;
  const progress = options.progress ?? silent;
  const dir = await mkdtemp(join(tmpdir(), 'kindling-ci-'));
  const plain = `localhost/kindling/ci-build:${basename(dir).toLowerCase()}`;
  try {
    await loadStoredImage([node.dir, plainDir], await readStoredImage(plainDir), plain, engine, signal);
    const tree = new Tree(join(dir, 'rootfs'));
    await writeTree(tree, ingredients);
    const imagesFile = join(dir, 'images.tar');
    const env = options.hookEnvironment ?? {};
    const run = { engine, image: plain, directory, staticIp, env, imagesFile, progress, signal };
    const { objects, images } = await runHooks(run);
    await tree.file(SEED_PATH, `${JSON.stringify({ ...(await readSeed(seed)), objects })}\n`);
    if (images.length > 0) await rename(imagesFile, await tree.vacant(ADDED_IMAGES));
    await storeLayer(dir, tree, ingredients, signal);
    const stored = await readStoredImage(dir);
    const loaded = await loadStoredImage([node.dir, dir], stored, image, engine, signal);
    progress.log(`Image "${image}" build completed.`);
    return { image, id: stored.id, size: stored.size, cached: false, loaded };
  } finally {
    await rm(dir, { recursive: true, force: true });
    if (await engine.hasImage(plain)) await engine.removeImage(plain);
  }
}
