import { PassThrough } from 'node:stream';
import type { ArchivedImage } from '../archive/archived-image.js';
import { nameAnnotations } from '../archive/docker-images.js';
import { fullImageName, isIdOf } from '../archive/image-name.js';
import { KindlingError } from '../errors.js';
import { streamSource } from '../images/archive-source.js';
import { nodeArchitecture, readNodeContent } from '../images/node-content.js';
import { nameImage, needOf, readNodeImages, type WantedImage } from '../images/node-images.js';
import { withSharedLayers } from '../images/share-layers.js';
import { storedSource } from '../images/stored-source.js';
import { type ImportOptions, importArchive } from '../images/transfer/import-archive.js';
import { type LoadOptions, selectNodes } from './load-nodes.js';
import { cancelOptions } from './options.js';

interface LocalImage extends WantedImage {
  diffIds: readonly string[];
}

export interface LoadImagesOptions extends LoadOptions {
  /** Names or IDs as the engine knows them. */
  images: readonly string[];
}

/**
 * Loads images of the engine into the nodes' image stores. Nodes that have an image are left alone; others are given
 * the layers that they lack, in one pass for all of them.
 *
 * @throws {KindlingError} IMAGE_NOT_FOUND when the engine lacks one; CLUSTER_NOT_FOUND; NODE_NOT_FOUND
 */
export async function loadImages(options: LoadImagesOptions): Promise<void> {
  const images = await localImages(options);
  const nodes = await selectNodes(options, (node) => JSON.stringify(node));
  const { selected, wanted } = await findNeeds(options, images, nodes);
  if (selected.size > 0) await sendImages(options, [...wanted], [...selected]);
}

async function localImages(options: LoadImagesOptions): Promise<LocalImage[]> {
  const { engine } = options;
  const names = [...new Set(options.images)];
  const found = await Promise.all(names.map((name) => engine.imageDetails(name, cancelOptions(options))));
  return names.map((name, index) => {
    const details = found[index];
    if (details !== undefined) return { name, ...details };
    throw new KindlingError('IMAGE_NOT_FOUND', `image: "${name}" not present locally`, {
      hint: `see what there is with: ${engine.name} images`,
    });
  });
}

/** Which nodes lack which of the images. Images that merely lack their name are given it. */
async function findNeeds(options: LoadOptions, images: readonly LocalImage[], nodes: readonly string[]) {
  const { engine, progress } = options;
  const cancel = cancelOptions(options);
  const present = await Promise.all(nodes.map((node) => readNodeImages(engine, node, cancel)));
  const selected = new Set<string>();
  const wanted = new Set<LocalImage>();
  for (const image of images) {
    const quoted = `Image: "${image.name}" with ID "${image.id}"`;
    let named = false;
    for (const [index, node] of nodes.entries()) {
      const need = needOf(image, present[index] ?? new Map());
      if (need === 'nothing') continue;
      if (need === 'name' && (await nameImage(engine, node, image, { ...cancel, ...(progress && { progress }) }))) {
        named = true;
        continue;
      }
      selected.add(node);
      wanted.add(image);
      progress?.log(`${quoted} not yet present on node "${node}", loading...`);
    }
    if (selected.size === 0 && !named) progress?.log(`${quoted} found to be already present on all nodes.`);
  }
  return { selected, wanted };
}

async function sendImages(options: LoadOptions, images: readonly LocalImage[], nodes: readonly string[]) {
  const { engine, progress } = options;
  const cancel = cancelOptions(options);
  // Not every engine saves an image twice; names that it knows but is not asked for are added by us.
  const names = [...new Map(images.map(({ id, name }) => [id, name])).values()];
  const [architecture, stored, ...contents] = await Promise.all([
    nodeArchitecture(engine, nodes[0] ?? '', cancel),
    Promise.all(names.map((name) => engine.storedImage(name, cancel))),
    ...nodes.map((node) => readNodeContent(engine, node, cancel)),
  ]);
  const saved = streamSource(names.join(', '), true, () => {
    const archive = new PassThrough({ highWaterMark: 1 << 20 });
    // A failed save must end those who wait for its bytes; that they do not want any more is no failure.
    engine.saveImages(names, archive, cancel).catch((error) => archive.destroy(error));
    return archive;
  });
  const importOptions: ImportOptions = {
    engine,
    architecture,
    ...cancel,
    ...(progress && { progress }),
    diffIds: images.map(({ diffIds }) => diffIds),
    rename: (archived) => addNames(archived, images),
  };
  if (!isComplete(stored)) return await importArchive(saved, contents, importOptions);
  const source = storedSource(stored, saved);
  const layers = { images: stored, owner: engine.name };
  await withSharedLayers(engine, contents, layers, importOptions, (shared) =>
    importArchive(source, shared, importOptions),
  );
}

function isComplete<T>(values: readonly (T | undefined)[]): values is T[] {
  return !values.includes(undefined);
}

/** The names by which pods will ask: engines may know an image by another one than Kubernetes does. */
function addNames(archived: readonly ArchivedImage[], images: readonly LocalImage[]): void {
  for (const image of archived) {
    const full = images
      .filter(({ name, id }) => image.identities.includes(id) && !isIdOf(name, id) && !name.includes('@'))
      .map(({ name }) => fullImageName(name));
    const known = new Set(image.entries.map((entry) => entry['io.containerd.image.name']));
    for (const name of new Set(full)) if (!known.has(name)) image.entries.push(nameAnnotations(name));
  }
}
