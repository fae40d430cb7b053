import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { KindlingError } from '../errors.js';
import { type ArchiveSource, fileSource, streamSource } from '../images/archive-source.js';
import { nodeArchitecture, readNodeContent } from '../images/node-content.js';
import { importArchive } from '../images/transfer/import-archive.js';
import { systemErrorText } from '../system-error.js';
import { type LoadOptions, selectNodes } from './load-nodes.js';
import { cancelOptions } from './options.js';

/** What archives in a directory are called. */
const ARCHIVE_NAME = /\.(tar|tar\.gz|tgz|tar\.zst)$/;

export interface LoadArchivesOptions extends LoadOptions {
  /** Paths of files, of directories with archives in them, or streams. */
  archives: readonly (string | Readable)[];
}

/**
 * Loads image archives (Docker's or OCI layouts, as tar, possibly compressed with gzip) into the nodes' image stores,
 * one after another. Each is read once; each node is given the layers that it lacks. Of images for several platforms,
 * the node's is loaded.
 *
 * @throws {KindlingError} IMAGE_NOT_FOUND when an archive cannot be opened, before anything is loaded; IMAGE_INVALID when
 *   one cannot be understood; CLUSTER_NOT_FOUND; NODE_NOT_FOUND
 */
export async function loadArchives(options: LoadArchivesOptions): Promise<void> {
  const { engine, progress } = options;
  const cancel = cancelOptions(options);
  const sources = (await Promise.all(options.archives.map(sourcesOf))).flat();
  const nodes = await selectNodes(options, (node) => node);
  const architecture = await nodeArchitecture(engine, nodes[0] ?? '', cancel);
  for (const source of sources) {
    const contents = await Promise.all(nodes.map((node) => readNodeContent(engine, node, cancel)));
    await importArchive(source, contents, { engine, architecture, ...cancel, ...(progress && { progress }) });
  }
}

async function sourcesOf(archive: string | Readable): Promise<ArchiveSource[]> {
  if (typeof archive !== 'string') return [streamSource('stdin', false, () => archive)];
  const entry = await stat(archive).catch(cannotOpen);
  if (!entry.isDirectory()) return [fileSource(archive, entry.isFile())];
  const names = (await readdir(archive).catch(cannotOpen)).filter((name) => ARCHIVE_NAME.test(name)).sort();
  if (names.length > 0) return names.map((name) => fileSource(join(archive, name), true));
  throw new KindlingError('IMAGE_NOT_FOUND', `failed to open image: there are no archives in directory "${archive}"`, {
    hint: 'archives in a directory are files whose names end in .tar, .tar.gz, .tgz or .tar.zst',
  });
}

function cannotOpen(cause: unknown): never {
  throw new KindlingError('IMAGE_NOT_FOUND', systemErrorText(cause), { cause });
}
