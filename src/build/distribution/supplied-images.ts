import { join } from 'node:path';
import { parseGenericVersion } from '../../version/version.js';
import { writeImageArchive } from '../archive/image-archive.js';
import { nodeProgram } from '../base/base-parts.js';
import { debianPart } from '../base/debian-part.js';
import { loadDebianPins } from '../base/debian-pins.js';
import { type MaterializeOptions, materialize } from '../cache.js';
import { type ArchiveContent, openImageArchive } from '../content/archive-content.js';
import { ownVersion } from '../own-version.js';
import type { Arch } from '../part.js';
import { kubernetesPart } from '../parts/kubernetes.js';
import { nodeRuntimePart } from '../parts/node-runtime.js';
import { pausePart } from '../parts/pause.js';
import { loadPins, type Pins, shippedFile } from '../pins.js';
import { Tree } from '../rootfs/tree.js';
import { helperLayer, kindnetdLayer, kubernetesLayer, networkLayer, type StoreLayers } from '../store/layers.js';
import { storeNames } from '../store/names.js';
import type { StoreNames } from '../store/sources.js';
import { storeImages } from '../store/specs.js';
import type { WorkDirectory } from '../work-directory.js';
import type { RoleNames } from './roles.js';

/** Components that need not come with a distribution: Go modules have them. */
export type Suppliable = Pick<RoleNames, 'etcd' | 'coredns' | 'pause'>;

/**
 * The images that a distribution does not bring: kindling's own network and storage, and what is wanted of etcd,
 * CoreDNS and pause, from the Go modules of a Kubernetes version that is pinned.
 *
 * @param wanted names under which the components are to be
 * @param version of the distribution, with its `v`: modules of the same minor version are taken where there are any
 */
export async function suppliedImages(
  wanted: Suppliable,
  version: string,
  arch: Arch,
  work: WorkDirectory,
  caching: MaterializeOptions,
): Promise<{ images: ArchiveContent[]; names: StoreNames }> {
  const pinned = pinnedVersion(version, await loadPins());
  const debian = await materialize(debianPart(await loadDebianPins(), arch), caching);
  const kubernetes = await materialize(await kubernetesPart({ version: pinned, arch }), caching);
  const runtime = await materialize(await nodeRuntimePart({ arch }), caching);
  const sources = {
    debian: new Tree(join(debian.dir, 'rootfs')),
    kubernetes: join(kubernetes.dir, 'bin', 'kubernetes'),
    node: join(runtime.dir, 'bin', 'node'),
    kindnetd: await nodeProgram('kindnetd'),
    iptablesWrapper: await shippedFile('images', 'node', 'iptables-wrapper.sh'),
  };
  const at = (name: string) => new Tree(join(work.dir, 'supplied', name));
  await kubernetesLayer(at('kubernetes'), sources);
  await networkLayer(at('network'), sources);
  await kindnetdLayer(at('kindnetd'), sources);
  await helperLayer(at('helper'), sources);
  if (wanted.pause !== undefined) {
    const pause = await materialize(await pausePart({ version: pinned, arch }), caching);
    await at('pause').copyFile(join(pause.dir, 'bin', 'pause'), '/pause', 0o755);
  }
  const roots: StoreLayers = {
    kubernetes: at('kubernetes').root,
    network: at('network').root,
    kindnetd: at('kindnetd').root,
    helper: at('helper').root,
    pause: at('pause').root,
  };
  const own = storeNames(version, { etcd: '', coredns: '', pause: '' }, await ownVersion());
  const names: StoreNames = { ...own, ...wanted };
  const all = [own.kindnetd, own.localPathProvisioner, own.localPathHelper, ...Object.values(wanted)];
  const specs = storeImages({ names, arch }, roots).filter(({ names: [name] }) => all.includes(name ?? ''));
  const path = join(work.dir, 'supplied.tar');
  await writeImageArchive(path, specs, caching.signal ? { signal: caching.signal } : {});
  const archive = await openImageArchive(path, arch, work.dir, caching.signal);
  work.closeAtEnd(archive);
  return { images: archive.images, names };
}

/** The pinned version with the same minor version, else the default one. */
export function pinnedVersion(version: string, { kubernetes }: Pick<Pins, 'kubernetes'>): string {
  const [major, minor] = parseGenericVersion(version, 'BUILD_FAILED').components;
  const same = Object.keys(kubernetes.versions).find((name) => {
    const [otherMajor, otherMinor] = parseGenericVersion(name, 'INTERNAL').components;
    return major === otherMajor && minor === otherMinor;
  });
  return same ?? kubernetes.default;
}
