import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { canBeSeeded } from '../../version/features.js';
import { parseGenericVersion } from '../../version/version.js';
import { hostArch, nodeProgram } from '../base/base-parts.js';
import { requireRoot } from '../base/mmdebstrap.js';
import { nodeManifests, writeKubernetes } from '../base/node-tree.js';
import { type Materialized, type MaterializeOptions, materialize } from '../cache.js';
import { storeImage } from '../image-cache.js';
import { ownVersion } from '../own-version.js';
import type { Arch, Part } from '../part.js';
import { containerdPart } from '../parts/containerd.js';
import { type KubernetesVersions, kubernetesPart } from '../parts/kubernetes.js';
import { pausePart } from '../parts/pause.js';
import { shippedFile } from '../pins.js';
import { dedupe } from '../rootfs/dedupe.js';
import { hashFiles, hashOfBuildCode } from '../rootfs/hash.js';
import { Tree } from '../rootfs/tree.js';
import { seedPart } from '../seed/seed-part.js';
import { buildImageStore } from '../store/image-store.js';
import { storeNames } from '../store/names.js';
import type { StoreNames } from '../store/sources.js';
import type { NodeBase } from './node-base.js';

interface Ingredients {
  arch: Arch;
  base: NodeBase;
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
 * The node image of a Kubernetes version from its Go modules.
 *
 * @param version with its `v`
 * @param base what Kubernetes is put on; on an image, the part is what comes above that
 */
export async function modulesPart(version: string, base: NodeBase, caching: MaterializeOptions): Promise<Part> {
  const { arch } = base;
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
      const { kubernetes: version, crictl } = await readVersions(kubernetes);
      const tree = new Tree(join(work, 'rootfs'));
      const binary = join(kubernetes.dir, 'bin', 'kubernetes');
      log('laying out the file system', 1);
      await base.write(tree, names.pause);
      const licenses = join(kubernetes.dir, 'licenses');
      const seedFiles = seed && { dir: seed.dir, program: seedProgram };
      await writeKubernetes(tree, {
        binary,
        hasCrictl: crictl !== undefined,
        licenses,
        version,
        names,
        seed: seedFiles,
      });
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
      await storeImage(dir, { architecture: arch, run: base.run, layers: [tree.root] }, signal);
      await rm(work, { recursive: true });
    },
  };
}

async function readVersions(kubernetes: Materialized): Promise<KubernetesVersions> {
  return JSON.parse(await readFile(join(kubernetes.dir, 'versions.json'), 'utf8')) as KubernetesVersions;
}
