import { fullImageName, isIdOf } from '../archive/image-name.js';
import type { CancelOptions, Engine } from '../engine/engine.js';
import { messageOf } from '../errors.js';
import type { Progress } from '../progress.js';

/** An image in a node. */
export interface NodeImage {
  /** With registry and tag. */
  names: readonly string[];
  /** Names by digest, as containerd has them. */
  digestNames: readonly string[];
  /** Bytes of its layers as they were loaded, maybe compressed. */
  size: number;
  /** The kubelet leaves it alone when it makes room. */
  pinned: boolean;
}

/** The images of a node by ID (`sha256:…`). */
export type NodeImages = ReadonlyMap<string, NodeImage>;

interface ImageRecord {
  id: string;
  repoTags?: string[] | null;
  repoDigests?: string[] | null;
  size?: string;
  pinned?: boolean;
}

/** Asks a node's container runtime for its images. @throws {CommandError} */
export async function readNodeImages(engine: Engine, node: string, cancel: CancelOptions): Promise<NodeImages> {
  const { stdout } = await engine.exec(node, ['crictl', 'images', '--output=json'], cancel);
  const { images = [] } = JSON.parse(stdout) as { images?: ImageRecord[] };
  return new Map(
    images.map(({ id, repoTags, repoDigests, size, pinned }) => [
      id.includes(':') ? id : `sha256:${id}`,
      {
        names: repoTags ?? [],
        digestNames: (repoDigests ?? []).map(digestName),
        size: Number(size ?? 0),
        pinned: pinned ?? false,
      },
    ]),
  );
}

/** The runtime says `docker.io/library/import-…` for what `ctr` called `import-…`, and so cannot remove it. */
function digestName(name: string): string {
  return name.replace(/^docker\.io\/library\/(?=import-\d{4}-\d\d-\d\d@)/, '');
}

/** An image that the user wants in nodes. */
export interface WantedImage {
  /** As the user wrote it. */
  name: string;
  /** `sha256:…`. */
  id: string;
}

/** What a node needs for an image (spec §6). */
export type Need = 'nothing' | 'name' | 'image';

export function needOf({ name, id }: WantedImage, images: NodeImages): Need {
  const names = images.get(id)?.names;
  if (names === undefined) return 'image';
  return isIdOf(name, id) || names.includes(fullImageName(name)) ? 'nothing' : 'name';
}

/**
 * Gives an image that a node has one more name.
 *
 * @returns whether that worked; why not goes to `progress`
 */
export async function nameImage(
  engine: Engine,
  node: string,
  { name, id }: WantedImage,
  { progress, ...cancel }: CancelOptions & { progress?: Progress },
): Promise<boolean> {
  const full = fullImageName(name);
  progress?.log(
    `Image with ID: ${id} already present on the node ${node} but is missing the tag ${full}. re-tagging...`,
  );
  try {
    await engine.exec(node, ['ctr', '--namespace=k8s.io', 'images', 'tag', '--force', id, full], cancel);
    return true;
  } catch (error) {
    if (cancel.signal?.aborted) throw error;
    progress?.error(
      `failed to re-tag image on the node ${node} due to an error ${messageOf(error)}. Will load it instead...`,
    );
    return false;
  }
}
