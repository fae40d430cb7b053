import { join } from 'node:path';
import { cancellable } from '../cancelled.js';
import { hostArch } from './base/base-parts.js';
import { debianPart } from './base/debian-part.js';
import { loadDebianPins } from './base/debian-pins.js';
import { type BuildOptions, type BuiltImage, cachingOptions, finishAll } from './build-options.js';
import { type MaterializeOptions, materialize } from './cache.js';
import { componentNames, componentPart } from './components/component-part.js';
import type { NamedContent } from './content/image-content.js';
import { readStoredContent } from './content/stored-content.js';
import { checkDestination } from './output/deliver.js';
import type { Arch, Part } from './part.js';
import { contentOnBase } from './part-image.js';
import { kubernetesPart } from './parts/kubernetes.js';
import { loadPins } from './pins.js';
import { Tree } from './rootfs/tree.js';
import { helperLayer, kubernetesLayer } from './store/layers.js';
import { withWorkDirectory } from './work-directory.js';

export interface BuildStorageImagesOptions extends BuildOptions {
  /** Name and tag of the helper's image; `image` is the provisioner's. */
  helperImage?: string;
}

/**
 * Builds the images of the clusters' storage (`kind build storage-image`): local-path-provisioner, and the helper that
 * it makes and removes directories with. Node images have them already; by themselves they are for registries. Both go to
 * one place. Their default names are `localhost/kindling/local-path-provisioner:v<kindling's version>` and
 * `localhost/kindling/local-path-helper:v<kindling's version>`.
 *
 * @returns the provisioner, then the helper
 * @throws {KindlingError} as `buildBaseImage`
 */
export async function buildStorageImages(options: BuildStorageImagesOptions): Promise<BuiltImage[]> {
  const { signal, arch = hostArch } = options;
  return await cancellable(signal, async () => {
    const own = await componentNames();
    const names = [options.image ?? own.localPathProvisioner, options.helperImage ?? own.localPathHelper];
    await checkDestination(names, options);
    return await withWorkDirectory(options.cacheDir, async (work) => {
      const images: NamedContent[] = [];
      let cached = true;
      for (const [index, part] of (await storageImageParts(arch, cachingOptions(options))).entries()) {
        const made = await materialize(part, cachingOptions(options));
        cached &&= made.cached;
        const content = await contentOnBase(await readStoredContent(made.dir), arch, work, options);
        images.push({ ...content, names: [names[index] as string] });
      }
      return await finishAll(images, cached, options);
    });
  });
}

/** The storage's images as parts: the provisioner's, then the helper's. */
export async function storageImageParts(arch: Arch, caching: MaterializeOptions): Promise<[Part, Part]> {
  const debian = await materialize(debianPart(await loadDebianPins(), arch), caching);
  const version = (await loadPins()).kubernetes.default;
  const kubernetes = await materialize(await kubernetesPart({ version, arch }), caching);
  const sources = {
    debian: new Tree(join(debian.dir, 'rootfs')),
    kubernetes: join(kubernetes.dir, 'bin', 'kubernetes'),
  };
  return [
    await componentPart({
      name: 'local-path-provisioner',
      image: 'localPathProvisioner',
      arch,
      inputs: [debian.key, kubernetes.key],
      layers: { kubernetes: (tree) => kubernetesLayer(tree, sources) },
    }),
    await componentPart({
      name: 'local-path-helper',
      image: 'localPathHelper',
      arch,
      inputs: [debian.key],
      layers: { helper: (tree) => helperLayer(tree, sources) },
    }),
  ];
}
