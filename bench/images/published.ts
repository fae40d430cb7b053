/** A size that upstream has published. */
export interface Figure {
  /** Name and tag of the image. */
  image: string;
  megabytes: number;
}

/** The sizes of one of upstream's images, which may be of different versions: each is the newest that was found. */
export interface Published {
  /** Of all layers unpacked, as `docker images` counts. */
  uncompressed?: Figure;
  /** Of the layers in a registry. */
  compressed?: Figure;
}

/**
 * What is known of upstream's images for amd64 without a registry. Sources, in pull requests and issues of
 * https://github.com/kubernetes-sigs/kind:
 *
 * - node: 991 MB is what this project was given to compare with; no page that says so has been found. The newest of
 *   kind's own was 931 MB for v1.21.1 (#2310).
 * - base: #2310. kindnetd: uncompressed #2311, compressed #3173 (`crictl images` in a node).
 * - haproxy: haproxy:2.2.0-alpine, which kind's image then was with a configuration more (#2372).
 * - local-path-provisioner: #3173. The helper's size has not been found.
 */
export const PUBLISHED = {
  node: { uncompressed: { image: 'kindest/node:v1.30.4', megabytes: 991 } },
  base: {
    uncompressed: { image: 'kindest/base:v20210616-32023073', megabytes: 287 },
    compressed: { image: 'kindest/base:v20210616-32023073', megabytes: 103.72 },
  },
  haproxy: { uncompressed: { image: 'haproxy:2.2.0-alpine', megabytes: 24.5 } },
  kindnetd: {
    uncompressed: { image: 'kindest/kindnetd:v20210616-5aea9f9e', megabytes: 99.1 },
    compressed: { image: 'kindest/kindnetd:v20230330-48f316cd', megabytes: 25.3 },
  },
  'local-path-provisioner': { compressed: { image: 'kindest/local-path-provisioner:v0.0.23-kind.0', megabytes: 16.6 } },
  'local-path-helper': {},
} as const satisfies Record<string, Published>;

/** The images, by what upstream calls them. */
export type ImageName = keyof typeof PUBLISHED;
