import { LOAD_BALANCER_IMAGE } from '../../config/defaults.js';
import { provideBaseParts } from '../base/base-parts.js';
import { baseImagePart } from '../base-image.js';
import type { MaterializeOptions } from '../cache.js';
import { componentNames } from '../components/component-part.js';
import { haproxyImagePart } from '../haproxy-image.js';
import { kindnetdImagePart } from '../kindnetd-image.js';
import { modulesPart } from '../node/modules.js';
import { packagesBase } from '../node/node-base.js';
import { ownVersion } from '../own-version.js';
import type { Arch, Part } from '../part.js';
import { loadPins } from '../pins.js';
import { storageImageParts } from '../storage-images.js';

/** An image of a release. */
export interface ReleasedImage {
  /** Name and tag. */
  name: string;
  /** Name of its files, without extension. */
  file: string;
  part(): Promise<Part>;
}

const REGISTRY = 'localhost/kindling';

/**
 * The images of a release for one architecture, the quickest to build first.
 *
 * @param versions Kubernetes versions with their `v`
 * @param registry what names begin with
 */
export async function releasedImages(
  arch: Arch,
  versions: readonly string[],
  registry: string | undefined,
  caching: MaterializeOptions,
): Promise<ReleasedImage[]> {
  const own = await componentNames();
  const { haproxy } = await loadPins();
  const image = (name: string, part: () => Promise<Part>): ReleasedImage => {
    const [, word = '', tag = ''] = /([^/:]+):([^:]+)$/.exec(name) ?? [];
    const named = registry === undefined ? name : name.replace(REGISTRY, registry.replace(/\/+$/, ''));
    return { name: named, file: `${word}-${tag}-${arch}`, part };
  };
  return [
    image(LOAD_BALANCER_IMAGE, () => haproxyImagePart(haproxy, arch)),
    image(own.kindnetd, () => kindnetdImagePart(arch, caching)),
    image(`${REGISTRY}/base:v${await ownVersion()}`, async () => baseImagePart(await provideBaseParts(arch, caching))),
    image(own.localPathProvisioner, async () => (await storageImageParts(arch, caching))[0]),
    image(own.localPathHelper, async () => (await storageImageParts(arch, caching))[1]),
    ...versions.map((version) =>
      image(`${REGISTRY}/node:${version}`, async () =>
        modulesPart(version, await packagesBase(arch, caching), caching),
      ),
    ),
  ];
}
