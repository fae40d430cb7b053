/** What an image can be written as. */
export const OUTPUT_FORMATS = ['oci-archive', 'docker-archive', 'dir'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Where an image goes instead of into an engine. */
export interface ImageOutput {
  /**
   * - `oci-archive`: an OCI image layout as a tar file, for skopeo, `ctr images import`, `podman load`
   * - `docker-archive`: the same with what `docker load` of any version reads
   * - `dir`: an OCI image layout as a directory
   */
  format: OutputFormat;
  /** Absolute path of the file or the directory, or a stream for archives. */
  path: string | NodeJS.WritableStream;
  /** Compress layers with gzip. Default: they are not compressed. */
  gzip?: boolean;
}
