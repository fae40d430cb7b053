import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { KindlingError, messageOf, wrapError } from '../errors.js';
import { detectSnapshotter } from '../images/snapshotter.js';
import { listInternalNodes } from './list.js';
import { cancelOptions, DEFAULT_CLUSTER_NAME, type NamedClusterOptions } from './options.js';

export interface LoadOptions extends NamedClusterOptions {
  /** Node names. Default: every node. */
  nodes?: readonly string[];
}

/**
 * Loads images of the engine into the nodes' image stores.
 *
 * @param options `images`: names as the engine knows them
 * @throws {KindlingError} IMAGE_NOT_FOUND when the engine lacks one; NODE_NOT_FOUND
 */
export async function loadImages(options: LoadOptions & { images: readonly string[] }): Promise<void> {
  const { engine, progress } = options;
  const images = [...new Set(options.images)];
  const nodes = await selectNodes(options);
  const ids = await Promise.all(images.map((image) => engine.imageId(image, cancelOptions(options))));
  const missing = images.filter((_, index) => ids[index] === undefined);
  if (missing.length > 0) {
    throw new KindlingError('IMAGE_NOT_FOUND', `image: "${missing[0]}" not present locally`, {
      hint: `see what there is with: ${engine.name} images`,
    });
  }
  for (const [index, image] of images.entries()) {
    for (const node of nodes) {
      progress?.log(`Image: "${image}" with ID "${ids[index]}" not yet present on node "${node}", loading...`);
    }
  }
  await Promise.all(
    nodes.map(async (node) => {
      const archive = new PassThrough();
      const saving = engine.saveImages(images, archive, cancelOptions(options));
      // A failed save must end the import that waits for its bytes.
      saving.catch((error) => archive.destroy(error));
      await Promise.all([saving, importArchive(options, node, archive)]);
    }),
  );
}

/**
 * Loads image archives (of docker or OCI layout) into the nodes' image stores.
 *
 * @param options `archives`: paths of files
 */
export async function loadArchives(options: LoadOptions & { archives: readonly string[] }): Promise<void> {
  for (const path of options.archives) {
    const { isFile } = await stat(path).then(
      (entry) => ({ isFile: entry.isFile() }),
      (cause) => {
        throw new KindlingError('IMAGE_NOT_FOUND', `failed to open image: ${messageOf(cause)}`, { cause });
      },
    );
    if (!isFile) throw new KindlingError('IMAGE_NOT_FOUND', `failed to open image: "${path}" is not a file`);
  }
  const nodes = await selectNodes(options);
  for (const path of options.archives) {
    await Promise.all(nodes.map((node) => importArchive(options, node, createReadStream(path))));
  }
}

async function selectNodes(options: LoadOptions): Promise<string[]> {
  const all = (await listInternalNodes(options)).map(({ name }) => name);
  if (all.length === 0) {
    const name = options.name || DEFAULT_CLUSTER_NAME;
    throw new KindlingError('CLUSTER_NOT_FOUND', `no nodes found for cluster "${name}"`);
  }
  const wanted = options.nodes?.filter((name) => name !== '') ?? [];
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new KindlingError('NODE_NOT_FOUND', `unknown node: "${unknown}"`, {
      hint: `the nodes are ${all.join(', ')}`,
    });
  }
  return wanted.length > 0 ? wanted : all;
}

async function importArchive(options: LoadOptions, node: string, archive: Readable): Promise<void> {
  const { engine } = options;
  const cancel = cancelOptions(options);
  try {
    const config = await engine.exec(node, ['containerd', 'config', 'dump'], cancel);
    const snapshotter = detectSnapshotter(config.stdout);
    const command = ['ctr', '--namespace=k8s.io', 'images', 'import', '--all-platforms', '--digests'];
    await engine.exec(node, [...command, `--snapshotter=${snapshotter}`, '-'], { stdin: archive, ...cancel });
  } catch (error) {
    throw wrapError(error, `failed to load image: node "${node}"`);
  } finally {
    archive.destroy();
  }
}
