import { ArchiveError } from './archive-error.js';
import type { ArchivedImage } from './archived-image.js';
import { chainIds } from './chain-ids.js';
import { type ArchiveContents, type ArchiveFile, digestOf } from './contents.js';
import { fullImageName } from './image-name.js';
import { Fields, parseJson } from './json.js';

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const CONFIG = 'application/vnd.docker.container.image.v1+json';
const LAYER = 'application/vnd.docker.image.rootfs.diff.tar';

/** Finds the digest of a file whose content is not kept by reading it. */
export type Hash = (file: ArchiveFile) => Promise<string>;

/**
 * The images of a docker archive, by its manifest.json. It has no manifests: they are made, as containerd makes them.
 *
 * @param hash for files whose digest nothing tells
 * @throws {ArchiveError} when something is missing or odd
 * @see https://github.com/moby/docker-image-spec for the format
 */
export async function dockerImages(contents: ArchiveContents, hash: Hash): Promise<ArchivedImage[]> {
  const document = contents.document('manifest.json');
  if (document === undefined) throw new ArchiveError('has neither manifest.json (Docker) nor index.json (OCI)');
  const list = parseJson(document, 'manifest.json');
  if (!Array.isArray(list)) throw new ArchiveError('"manifest.json" in it is no list');
  const images: ArchivedImage[] = [];
  for (const entry of list) images.push(await dockerImage(contents, Fields.of(entry, 'manifest.json'), hash));
  return images;
}

async function dockerImage(contents: ArchiveContents, entry: Fields, hash: Hash): Promise<ArchivedImage> {
  const configName = entry.required('Config');
  const config = contents.document(configName);
  if (config === undefined) throw new ArchiveError(`lacks "${configName}"`);
  const diffIds = Fields.parse(config, configName).requiredObject('rootfs').texts('diff_ids');
  const names = entry.texts('Layers');
  if (names.length !== diffIds.length) {
    throw new ArchiveError(`"${configName}" in it tells of ${diffIds.length} layers, manifest.json of ${names.length}`);
  }
  const files: DigestedFile[] = [];
  for (const [index, name] of names.entries()) {
    const file = contents.file(name);
    if (file === undefined) throw new ArchiveError(`lacks "${name}"`);
    // An uncompressed layer is what the configuration calls it.
    const diffId = file.compression === 'none' ? diffIds[index] : undefined;
    const digest = file.digest ?? diffId ?? (file.content ? digestOf(file.content) : await hash(file));
    if (diffId !== undefined && digest !== diffId) throw new ArchiveError(`"${name}" in it is not ${diffId}`);
    files.push(Object.assign(file, { digest }));
  }
  return dockerImageOf(config, diffIds, files, entry.texts('RepoTags'));
}

/** A file of which the digest is known. */
export type DigestedFile = ArchiveFile & { digest: string };

/**
 * An image of its parts.
 *
 * @param config its configuration document
 * @param diffIds digests of the uncompressed layers, lowest first
 * @param files the layers, maybe compressed
 * @param names as Docker and podman write them
 */
export function dockerImageOf(
  config: Buffer,
  diffIds: readonly string[],
  files: readonly DigestedFile[],
  names: readonly string[],
): ArchivedImage {
  const chain = chainIds(diffIds);
  const layers = files.map((file, index) => ({ digest: file.digest, file, chainId: chain[index] }));
  const configDigest = digestOf(config);
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: CONFIG, digest: configDigest, size: config.length },
    layers: files.map(({ digest, size, compression }) => ({
      mediaType: compression === 'none' ? LAYER : `${LAYER}.${compression}`,
      digest,
      size,
    })),
  };
  const content = Buffer.from(JSON.stringify(manifest));
  const entries = names.map(nameAnnotations);
  return {
    entries: entries.length > 0 ? entries : [{}],
    identities: [configDigest],
    manifest: { mediaType: MANIFEST, digest: digestOf(content), content },
    config: { digest: configDigest, content: config },
    layers,
  };
}

/** The annotations of an index entry that give an image its name. */
export function nameAnnotations(name: string): Record<string, string> {
  const full = fullImageName(name);
  return {
    'io.containerd.image.name': full,
    'org.opencontainers.image.ref.name': full.slice(full.lastIndexOf(':') + 1),
  };
}
