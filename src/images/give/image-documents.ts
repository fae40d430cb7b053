import type { Architecture, ArchivedImage } from '../../archive/archived-image.js';
import { chainIds } from '../../archive/chain-ids.js';
import { blobName, digestOf } from '../../archive/contents.js';
import { nameAnnotations } from '../../archive/docker-images.js';
import { Fields } from '../../archive/json.js';
import type { CancelOptions, Engine } from '../../engine/engine.js';
import { KindlingError } from '../../errors.js';
import type { ImageRecord } from './image-records.js';

/** An image of a node, with what its configuration calls its layers. */
export interface ImageOfNode {
  image: ArchivedImage;
  /** Digests of the uncompressed layers, lowest first. */
  diffIds: string[];
}

/**
 * Reads what makes layers an image from a node's content store: of an image for several platforms, the node's.
 *
 * @throws {KindlingError} NODE_FAILED when something is not what its digest says; CommandError when it is not there
 */
export async function readImageDocuments(
  engine: Engine,
  node: string,
  { name, target }: ImageRecord,
  architecture: Architecture,
  cancel: CancelOptions,
): Promise<ImageOfNode> {
  const read = async (digest: string) => {
    const { stdout } = await engine.exec(node, contentCommand(digest), cancel);
    const content = Buffer.from(stdout);
    if (digestOf(content) === digest) return content;
    throw new KindlingError('NODE_FAILED', `image "${name}" of node "${node}" is damaged: ${digest}`);
  };
  let digest = target;
  let content = await read(digest);
  let manifest = Fields.parse(content, digest);
  if (manifest.has('manifests')) {
    digest = ofArchitecture(manifest, architecture);
    content = await read(digest);
    manifest = Fields.parse(content, digest);
  }
  const configDigest = manifest.object('config').required('digest');
  const config = await read(configDigest);
  const diffIds = Fields.parse(config, configDigest).requiredObject('rootfs').texts('diff_ids');
  const chain = chainIds(diffIds);
  const layers = manifest.objects('layers').map((layer, index) => {
    const digest = layer.required('digest');
    const size = layer.requiredSize('size');
    const file = { name: blobName(digest), size, offset: 0, compression: 'none' as const, digest, content: undefined };
    return { digest, file, chainId: chain[index] };
  });
  const mediaType = manifest.text('mediaType') ?? 'application/vnd.oci.image.manifest.v1+json';
  const image = {
    entries: [nameAnnotations(name)],
    identities: [target, digest, configDigest],
    manifest: { mediaType, digest, content },
    config: { digest: configDigest, content: config },
    layers,
  };
  return { image, diffIds };
}

/** What prints a blob of a node's content store. */
export function contentCommand(digest: string): string[] {
  return ['ctr', '--namespace=k8s.io', 'content', 'get', digest];
}

function ofArchitecture(index: Fields, architecture: Architecture): string {
  const manifests = index.objects('manifests');
  const own = manifests.find((manifest) => manifest.object('platform').text('architecture') === architecture);
  return (own ?? manifests[0] ?? index).required('digest');
}
