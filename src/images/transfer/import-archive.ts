import { namingArchive } from '../../archive/archive-error.js';
import type { Architecture, ArchivedImage } from '../../archive/archived-image.js';
import { bytesText } from '../../bytes-text.js';
import type { CancelOptions, Engine } from '../../engine/engine.js';
import { KindlingError, messageOf } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import type { Progress } from '../../progress.js';
import type { ArchiveSource, OpenArchive } from '../archive-source.js';
import type { NodeContent } from '../node-content.js';
import { Meter } from './meter.js';
import { contentOf, readArchive } from './read-archive.js';
import { Receiver, writeTo } from './receiver.js';
import { sendLayers } from './send-layers.js';
import { sendStream } from './send-stream.js';

export interface ImportOptions extends CancelOptions {
  engine: Engine;
  architecture: Architecture;
  progress?: Progress;
  /** What is known before of the images: digests of their uncompressed layers. */
  diffIds?: readonly (readonly string[])[];
  /** Gives images more names than the archive does. */
  rename?: (images: ArchivedImage[]) => void;
  /** What containerd is to label the images with: `key=value`. */
  labels?: readonly string[];
}

/**
 * Imports the images of an archive into nodes, all at once: it is read once, and each node is given the layers that it
 * lacks. A node that turns out to lack more is given everything.
 *
 * @param nodes the nodes and what they have
 * @throws {KindlingError} IMAGE_INVALID when the archive cannot be understood; IMAGE_NOT_FOUND when it cannot be read;
 *   the first node's error when an import fails, after the others have ended
 */
export async function importArchive(
  source: ArchiveSource,
  nodes: readonly NodeContent[],
  options: ImportOptions,
): Promise<void> {
  const { otherwise } = source;
  let failures: Map<string, unknown>;
  try {
    failures = await attempt(source, nodes, options);
  } catch (error) {
    if (otherwise === undefined || options.signal?.aborted) throw error;
    options.progress?.log(`Archive "${source.label}" is read another way: ${messageOf(error)}`, 1);
    return await importArchive(otherwise, nodes, options);
  }
  const lacking = nodes.filter(
    ({ node, blobs, snapshots }) => blobs.size + snapshots.size > 0 && isLack(failures.get(node)),
  );
  if (source.repeatable && lacking.length > 0 && lacking.length === failures.size) {
    options.progress?.log(`Nodes lack more of archive "${source.label}" than they said: loading all of it`, 1);
    const bare = lacking.map((content) => ({ ...content, blobs: new Set<string>(), snapshots: new Set<string>() }));
    failures.clear();
    for (const failure of await attempt(otherwise ?? source, bare, options)) failures.set(...failure);
  }
  for (const error of failures.values()) throw error;
}

/** @returns the errors of nodes */
async function attempt(
  source: ArchiveSource,
  nodes: readonly NodeContent[],
  options: ImportOptions,
): Promise<Map<string, unknown>> {
  const { engine, signal, progress, labels = [] } = options;
  const failures = new Map<string, unknown>();
  const meter = new Meter(source.label, progress);
  const archive = await source.open(signal);
  // Of an archive that nobody looks into, images may have no names.
  const flags = [...(archive.kind === 'opaque' ? ['--digests'] : []), ...labels.map((label) => `--label=${label}`)];
  const receivers = nodes.map((content) => new Receiver(engine, content, signal ? { signal } : {}, flags));
  try {
    await namingArchive(source.label, async () => await send(archive, receivers, options, meter));
    const ends = receivers.map((receiver) => receiver.end().catch((error) => failures.set(receiver.node, error)));
    await Promise.all(ends);
    for (const { node, sent, leftOut } of receivers) {
      const saved = leftOut > 0 ? `, ${bytesText(leftOut)} of layers were there` : '';
      progress?.log(`Archive "${source.label}": ${bytesText(sent)} sent to node "${node}"${saved}`, 1);
    }
    return failures;
  } catch (error) {
    await Promise.all(receivers.map((receiver) => receiver.abort(error)));
    if (signal?.aborted) throw new KindlingError('CANCELLED', 'cancelled', { cause: error });
    throw error;
  } finally {
    await archive.close();
  }
}

async function send(
  archive: OpenArchive,
  receivers: readonly Receiver[],
  { architecture, diffIds = [], rename = () => undefined }: ImportOptions,
  meter: Meter,
): Promise<void> {
  const onBytes = (count: number) => meter.add(count);
  if (archive.kind === 'stream') {
    await sendStream(archive.stream, receivers, { architecture, diffIds, rename, onBytes });
  } else if (archive.kind === 'file') {
    const images = await readArchive(archive.file, archive.size, architecture);
    rename(images);
    const { file, size } = archive;
    await sendLayers(images, (layer) => contentOf(file, size, layer), receivers, onBytes);
  } else if (archive.kind === 'images') {
    rename(archive.images);
    await sendLayers(archive.images, (layer) => archive.read(layer), receivers, onBytes);
  } else {
    for await (const chunk of archive.stream) {
      await writeTo(receivers, chunk);
      if (receivers.every((receiver) => receiver.ended)) return;
      onBytes(chunk.length);
    }
  }
}

/** containerd's words for a blob that is neither in the archive nor in its store. */
function isLack(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof CommandError) return /not found/.test(cause.output);
  }
  return false;
}
