import { ArchiveError } from './archive-error.js';
import type { Architecture, ArchivedImage, ArchivedLayer } from './archived-image.js';
import { chainIds } from './chain-ids.js';
import { type ArchiveContents, blobName, digestBy, digestOf, isDigest } from './contents.js';
import { fullImageName } from './image-name.js';
import { Fields } from './json.js';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const NAME = 'io.containerd.image.name';
const REFERENCE = 'org.opencontainers.image.ref.name';
/** Indexes in indexes, deeper than anybody makes them. */
const DEPTH_LIMIT = 5;

/**
 * The images of an OCI archive for one kind of machine: of an image for several, its own.
 *
 * @throws {ArchiveError} when something is missing or odd, or no image is for such a machine
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export function ociImages(contents: ArchiveContents, architecture: Architecture): ArchivedImage[] {
  const index = contents.document('index.json');
  if (index === undefined) throw new ArchiveError('has no index.json');
  const others = new Set<string>();
  const images = Fields.parse(index, 'index.json')
    .objects('manifests')
    .flatMap((entry) => {
      const annotations = withFullName(entry.object('annotations').allTexts());
      return visit({ contents, architecture, others }, entry, { annotations, identities: [], depth: 0 });
    });
  if (images.length === 0 && others.size > 0) {
    throw new ArchiveError(`has no image for linux/${architecture}, only for ${[...others].join(', ')}`);
  }
  return sameTogether(images);
}

interface Search {
  contents: ArchiveContents;
  architecture: Architecture;
  /** Platforms of images that were passed over. */
  others: Set<string>;
}

interface Around {
  annotations: Record<string, string>;
  identities: string[];
  depth: number;
}

function visit(search: Search, descriptor: Fields, around: Around): ArchivedImage[] {
  const digest = digestIn(descriptor);
  if (descriptor.has('platform')) {
    const platform = descriptor.object('platform');
    const [os, architecture] = [platform.text('os') ?? 'linux', platform.text('architecture') ?? search.architecture];
    if (os !== 'linux' || architecture !== search.architecture) {
      // What says of itself that it is for no platform is about images (attestations), and none.
      if (architecture !== 'unknown') search.others.add(`${os}/${architecture}`);
      return [];
    }
  }
  const content = documentOf(search.contents, digest);
  const document = Fields.parse(content, blobName(digest));
  const identities = [...around.identities, digest];
  if (!document.has('manifests')) {
    const mediaType = descriptor.text('mediaType') ?? document.text('mediaType') ?? MANIFEST;
    return [imageOf(search.contents, document, { mediaType, digest, content }, { ...around, identities })];
  }
  if (around.depth > DEPTH_LIMIT) throw new ArchiveError('has indexes in indexes without end');
  const found = document
    .objects('manifests')
    .flatMap((child) => visit(search, child, { ...around, identities, depth: around.depth + 1 }));
  // Variants of one kind of processor: the first is the one that is meant for all of them.
  return found.slice(0, 1);
}

function imageOf(
  contents: ArchiveContents,
  document: Fields,
  manifest: ArchivedImage['manifest'],
  { annotations, identities }: Around,
): ArchivedImage {
  const configDigest = digestIn(document.object('config'));
  const config = documentOf(contents, configDigest);
  const diffIds = Fields.parse(config, blobName(configDigest)).requiredObject('rootfs').texts('diff_ids');
  const chain = chainIds(diffIds);
  const layers = document.objects('layers').map((layer, index): ArchivedLayer => {
    const digest = digestIn(layer);
    const file = contents.file(blobName(digest));
    if (file === undefined) throw new ArchiveError(`lacks "${blobName(digest)}"`);
    return { digest, file, chainId: chain[index] };
  });
  return {
    entries: [annotations],
    identities: [...identities, configDigest],
    manifest: { ...manifest, digest: digestOf(manifest.content) },
    config: { digest: configDigest, content: config },
    layers,
  };
}

function digestIn(descriptor: Fields): string {
  const digest = descriptor.required('digest');
  if (!isDigest(digest)) throw new ArchiveError(`a digest in it is odd: ${JSON.stringify(digest.slice(0, 100))}`);
  return digest;
}

/** A manifest or a configuration. Layers are for the reader to check. */
function documentOf(contents: ArchiveContents, digest: string): Buffer {
  const name = blobName(digest);
  const content = contents.document(name);
  if (content === undefined) throw new ArchiveError(`lacks "${name}"`);
  const found = digestBy(digest.startsWith('sha512:') ? 'sha512' : 'sha256', content);
  if (found !== digest) throw new ArchiveError(`"${name}" in it is damaged: it is ${found}`);
  return content;
}

/** containerd takes names as they are; the reference that other tools write may be a mere tag, which names nothing. */
function withFullName(annotations: Record<string, string>): Record<string, string> {
  const name = annotations[NAME] ?? annotations[REFERENCE] ?? '';
  return /[/:@]/.test(name) ? { ...annotations, [NAME]: fullImageName(name) } : annotations;
}

/** One image for all entries of one manifest. */
function sameTogether(images: readonly ArchivedImage[]): ArchivedImage[] {
  const byManifest = new Map<string, ArchivedImage>();
  for (const image of images) {
    const first = byManifest.get(image.manifest.digest);
    if (first === undefined) byManifest.set(image.manifest.digest, image);
    else {
      first.entries.push(...image.entries);
      first.identities.push(...image.identities);
    }
  }
  return [...byManifest.values()];
}
