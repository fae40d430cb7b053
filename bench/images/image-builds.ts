import type { ImageName } from './published.js';

/** One of the `kind build` commands, and the images that it makes: the flag that each is named with. */
export interface ImageBuild {
  command: string;
  images: Partial<Record<ImageName, string>>;
}

export const IMAGE_BUILDS: readonly ImageBuild[] = [
  { command: 'node-image', images: { node: '--image' } },
  { command: 'base-image', images: { base: '--image' } },
  { command: 'haproxy-image', images: { haproxy: '--image' } },
  { command: 'kindnetd-image', images: { kindnetd: '--image' } },
  {
    command: 'storage-image',
    images: { 'local-path-provisioner': '--image', 'local-path-helper': '--helper-image' },
  },
];

/** The names that an image of a build has while it is measured: nobody else's. */
export function namesOf({ images }: ImageBuild): { name: ImageName; image: string; flags: string[] }[] {
  return Object.entries(images).map(([name, flag]) => {
    const image = `localhost/kindling-bench/${name}:1`;
    return { name: name as ImageName, image, flags: [flag, image] };
  });
}
