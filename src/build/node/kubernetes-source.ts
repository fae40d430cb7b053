/** Where Kubernetes comes from (spec §4.7). */
export type KubernetesSource =
  /** Go modules of a version, with or without `v`; by default that of images/pins.json. */
  | { type: 'modules'; version?: string }
  /** A tarball of programs and images, as Kubernetes publishes them: `kubernetes-server-linux-<arch>.tar.gz`. */
  | { type: 'url'; url: string; checksum?: string }
  | { type: 'file'; path: string; checksum?: string }
  /** The published tarball of a version, with or without `v`. */
  | { type: 'release'; version: string; mirror?: string; checksum?: string }
  /** What continuous integration has built last of a branch: `latest`, `latest-1.36`. */
  | { type: 'ci'; marker?: string; mirror?: string; checksum?: string }
  /** A source directory, which is built with its own make, or a directory of a distribution's programs and images. */
  | { type: 'source'; path: string };
