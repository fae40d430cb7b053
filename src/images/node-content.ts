import type { Architecture, ArchivedLayer } from '../archive/archived-image.js';
import type { CancelOptions, Engine } from '../engine/engine.js';
import { detectSnapshotter } from './snapshotter.js';

/** What a node's containerd has of Kubernetes' images. */
export interface NodeContent {
  node: string;
  /** What images are unpacked with. */
  snapshotter: string;
  /** Digests of the blobs in the content store. */
  blobs: ReadonlySet<string>;
  /** Chain IDs of unpacked layers: images that the node was made with have nothing else. */
  snapshots: ReadonlySet<string>;
}

const CTR = ['ctr', '--namespace=k8s.io'];

/** Asks a node what it has. @throws {KindlingError} when containerd does not answer or is configured oddly */
export async function readNodeContent(engine: Engine, node: string, cancel: CancelOptions): Promise<NodeContent> {
  const blobs = lines(engine, node, [...CTR, 'content', 'ls', '--quiet'], cancel);
  const snapshots = async () => {
    const { stdout } = await engine.exec(node, ['containerd', 'config', 'dump'], cancel);
    const snapshotter = detectSnapshotter(stdout);
    const rows = await lines(engine, node, [...CTR, 'snapshots', `--snapshotter=${snapshotter}`, 'list'], cancel);
    const committed = rows.map((row) => row.trim().split(/\s+/)).filter((row) => row.at(-1) === 'Committed');
    return { snapshotter, snapshots: new Set(committed.map(([key = '']) => key)) };
  };
  const [digests, unpacked] = await Promise.all([blobs, snapshots()]);
  return { node, blobs: new Set(digests), ...unpacked };
}

/** The kind of machine that a node is, in OCI's words. */
export async function nodeArchitecture(engine: Engine, node: string, cancel: CancelOptions): Promise<Architecture> {
  const { stdout } = await engine.exec(node, ['uname', '-m'], cancel);
  const names: Record<string, Architecture> = { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm', i686: '386' };
  return names[stdout.trim()] ?? stdout.trim();
}

/**
 * The layers that a node needs to be given: those of which it has neither the blob nor, in any image, what it unpacks
 * to. containerd fetches no layer that is unpacked already.
 */
export function missingLayers(
  layers: Iterable<Pick<ArchivedLayer, 'digest' | 'chainId'>>,
  content: NodeContent,
): Set<string> {
  const missing = new Set<string>();
  for (const { digest, chainId } of layers) {
    const isThere = content.blobs.has(digest) || (chainId !== undefined && content.snapshots.has(chainId));
    if (!isThere) missing.add(digest);
  }
  return missing;
}

async function lines(engine: Engine, node: string, command: string[], cancel: CancelOptions): Promise<string[]> {
  const { stdout } = await engine.exec(node, command, { ...cancel, maxBuffer: 64 << 20 });
  return stdout.split('\n').filter((line) => line !== '');
}
