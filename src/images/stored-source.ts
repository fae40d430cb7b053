import type { ArchiveFile } from '../archive/contents.js';
import { digestOf } from '../archive/contents.js';
import { dockerImageOf } from '../archive/docker-images.js';
import { isIdOf } from '../archive/image-name.js';
import type { StoredImage, StoredLayer } from '../engine/engine.js';
import type { ArchiveSource } from './archive-source.js';

/**
 * Images as they lie in an engine's storage.
 *
 * @param otherwise the same images, from the engine
 */
export function storedSource(stored: readonly StoredImage[], otherwise: ArchiveSource): ArchiveSource {
  const layers = new Map<ArchiveFile, StoredLayer>();
  const open = async () => ({
    kind: 'images' as const,
    images: stored.map(({ name, config, layers: parts }) => {
      const files = parts.map((part) => {
        const { diffId, size } = part;
        const file = {
          name: diffId,
          size,
          offset: 0,
          compression: 'none' as const,
          digest: diffId,
          content: undefined,
        };
        layers.set(file, part);
        return file;
      });
      const names = isIdOf(name, digestOf(config)) || name.includes('@') ? [] : [name];
      return dockerImageOf(
        config,
        parts.map(({ diffId }) => diffId),
        files,
        names,
      );
    }),
    read: (file: ArchiveFile) => (layers.get(file) as StoredLayer).read(),
    close: async () => undefined,
  });
  return { label: otherwise.label, repeatable: true, otherwise, open };
}
