import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Descriptor {
  digest: string;
  size: number;
  annotations?: Record<string, string>;
}

/**
 * The bytes of each image's layers in an OCI layout, by the image's full name.
 *
 * @param layout absolute path of the directory
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export async function layerBytes(layout: string): Promise<Map<string, number>> {
  const read = async (...path: string[]): Promise<unknown> => JSON.parse(await readFile(join(layout, ...path), 'utf8'));
  const { manifests } = (await read('index.json')) as { manifests: Descriptor[] };
  const sizes = new Map<string, number>();
  for (const { digest, annotations } of manifests) {
    const { layers } = (await read('blobs', ...digest.split(':'))) as { layers: Descriptor[] };
    const name = annotations?.['io.containerd.image.name'] ?? '';
    sizes.set(
      name,
      layers.reduce((sum, { size }) => sum + size, 0),
    );
  }
  return sizes;
}
