export type Architecture = 'amd64' | 'arm64';

/** The part of an image's configuration that says how to run it (Docker and OCI use the same names). */
export interface RunConfig {
  User?: string;
  Env?: string[];
  Entrypoint?: string[];
  Cmd?: string[];
  WorkingDir?: string;
  StopSignal?: string;
  Labels?: Record<string, string>;
  ExposedPorts?: Record<string, Record<string, never>>;
  Volumes?: Record<string, Record<string, never>>;
}

/** A layer that another archive has. */
export interface ForeignLayer {
  /** `sha256:…` of the uncompressed layer. */
  digest: string;
  /** Bytes, uncompressed. */
  size: number;
}

/** An image to be written into an archive. */
export interface ImageSpec {
  /** Full names with tags: `registry.k8s.io/pause:3.10`. */
  names: readonly string[];
  architecture: Architecture;
  run: RunConfig;
  /** Layers below its own, lowest first; the image is of use only together with the archive that has them. */
  below?: readonly ForeignLayer[];
  /** Directories of the host, lowest first; each becomes a layer. A directory named by several images is one layer. */
  layers: readonly string[];
}
