import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KindlingError } from '../errors.js';
import { silent } from '../progress.js';
import { type BaseParts, hostArch, nodeProgram, provideBaseParts } from './base/base-parts.js';
import { nodeRunConfig, writeBaseTree } from './base/base-tree.js';
import { writeKubernetes } from './base/node-tree.js';
import { type BuildOptions, type BuiltImage, cachingOptions } from './base-image.js';
import { materialize } from './cache.js';
import { loadStoredImage, readStoredImage, storeImage } from './image-cache.js';
import type { Part } from './part.js';
import { type KubernetesVersions, kubernetesPart } from './parts/kubernetes.js';
import { pausePart } from './parts/pause.js';
import { loadPins, shippedFile } from './pins.js';
import { dedupe } from './rootfs/dedupe.js';
import { hashFiles, hashOfBuildCode } from './rootfs/hash.js';
import { Tree } from './rootfs/tree.js';
import { buildImageStore } from './store/image-store.js';
import { storeNames } from './store/names.js';

export interface BuildNodeImageOptions extends BuildOptions {
  /** With or without `v`. Default: that of images/pins.json. */
  kubernetesVersion?: string;
}

interface Ingredients {
  base: BaseParts;
  /** Directories of the parts. */
  kubernetes: string;
  pause: string;
  /** The bundle: a file. */
  kindnetd: string;
  /** Cache keys of the parts that `base` doesn't name. */
  keys: string[];
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
  const { engine, signal } = options;
  const progress = options.progress ?? silent;
  const version = await chosenVersion(options.kubernetesVersion);
  const image = options.image ?? `localhost/kindling/node:${version}`;
  const arch = options.arch ?? hostArch;
  const caching = cachingOptions(options);
  const keys: string[] = [];
  const provide = async (part: Part) => {
    const { dir, key } = await materialize(part, caching);
    keys.push(key);
    return dir;
  };
  const ingredients: Ingredients = {
    base: await provideBaseParts(arch, caching),
    kubernetes: await provide(await kubernetesPart({ version, arch })),
    pause: await provide(await pausePart({ version, arch })),
    kindnetd: await nodeProgram('kindnetd'),
    keys,
  };
  const { dir, cached } = await materialize(await nodeImagePart(ingredients), caching);
  const stored = await readStoredImage(dir);
  progress.log(`node-image: ${Math.round(stored.size / 1e6)} MB, ${stored.id}`, 1);
  const loaded = await loadStoredImage(dir, stored, image, engine, signal);
  progress.log(`Image "${image}" build completed.`);
  return { image, id: stored.id, size: stored.size, cached, loaded };
}

async function chosenVersion(wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return (await loadPins()).kubernetes.default;
  const version = wanted.startsWith('v') ? wanted : `v${wanted}`;
  if (/^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) return version;
  throw new KindlingError('USAGE', `"${wanted}" is not a Kubernetes version`, { hint: 'Give it like v1.36.3.' });
}

async function nodeImagePart(ingredients: Ingredients): Promise<Part> {
  const { base, keys, kubernetes, pause, kindnetd } = ingredients;
  const { arch } = base;
  const files = await hashFiles(await shippedFile('images', 'base'), await shippedFile('images', 'node'));
  const ownVersion = await packageVersion();
  return {
    name: `node-image-${arch}`,
    inputs: {
      parts: [...base.keys, ...keys],
      files,
      programs: await hashFiles(base.boot, kindnetd),
      code: await hashOfBuildCode(),
      version: ownVersion,
    },
    async build({ dir, signal, log }) {
      const work = join(dir, 'work');
      await mkdir(join(work, 'store'), { recursive: true });
      const versions = JSON.parse(await readFile(join(kubernetes, 'versions.json'), 'utf8')) as KubernetesVersions;
      const names = storeNames(versions.kubernetes, versions.images, ownVersion);
      const tree = new Tree(join(work, 'rootfs'));
      const binary = join(kubernetes, 'bin', 'kubernetes');
      log('laying out the file system', 1);
      await writeBaseTree(tree, base, names.pause);
      const licenses = join(kubernetes, 'licenses');
      await writeKubernetes(tree, { binary, licenses, version: versions.kubernetes, names });
      log('unpacking the images inside', 1);
      const sources = {
        arch,
        debian: new Tree(join(base.debian, 'rootfs')),
        kubernetes: binary,
        pause: join(pause, 'bin', 'pause'),
        node: join(base.nodeRuntime, 'bin', 'node'),
        kindnetd,
        iptablesWrapper: await shippedFile('images', 'node', 'iptables-wrapper.sh'),
        names,
      };
      const bin = join(base.hostContainerd, 'bin');
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

async function packageVersion(): Promise<string> {
  const text = await readFile(await shippedFile('package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
