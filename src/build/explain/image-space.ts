import { StreamBytes } from '../../archive/bytes.js';
import { tarMembers } from '../../archive/tar-members.js';
import type { ImageContent } from '../content/image-content.js';
import { uncompressed } from '../content/read-files.js';
import { componentOf } from './components.js';

/** A file of an image. Files of several names (hard links) count once, by their first one. */
export interface FileSpace {
  /** Absolute path. */
  path: string;
  /** Bytes. */
  size: number;
}

export interface ComponentSpace {
  component: string;
  /** Bytes. */
  size: number;
  /** Largest first. */
  files: FileSpace[];
}

/** What takes the space in an image. */
export interface ImageSpace {
  /** Name and tag. */
  image: string;
  /** Bytes of all files, uncompressed; those that upper layers replace as well. */
  size: number;
  /** Largest first. */
  components: ComponentSpace[];
}

/** Looks at every file of an image. */
export async function imageSpace(image: ImageContent, name: string): Promise<ImageSpace> {
  const byComponent = new Map<string, FileSpace[]>();
  for (const layer of image.layers) {
    for await (const member of tarMembers(new StreamBytes(uncompressed(layer)))) {
      if (member.type !== 'file' || member.size === 0) continue;
      const component = componentOf(member.name);
      const files = byComponent.get(component) ?? [];
      files.push({ path: `/${member.name}`, size: member.size });
      byComponent.set(component, files);
    }
  }
  const components = [...byComponent].map(([component, files]) => {
    const size = files.reduce((sum, file) => sum + file.size, 0);
    return { component, size, files: files.sort((a, b) => b.size - a.size) };
  });
  return {
    image: name,
    size: components.reduce((sum, { size }) => sum + size, 0),
    components: components.sort((a, b) => b.size - a.size),
  };
}
