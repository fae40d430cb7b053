/** Anything JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Processor architectures that node images exist for, by Go's and the image specification's names. */
export type Arch = 'amd64' | 'arm64';

/** Architectures in the order in which things are done for all of them. */
export const architectures: readonly Arch[] = ['amd64', 'arm64'];

export interface BuildContext {
  /** Absolute path of an empty directory: what the part puts there is what the part is. */
  dir: string;
  /** Ends the build when aborted. */
  signal: AbortSignal | undefined;
  /** Tells the user something; `level` as in Progress.log. The part's name is put in front. */
  log(message: string, level?: number): void;
}

/**
 * Something an image is made of that takes long to make, and is therefore made once for the same inputs:
 * compiled programs, an unpacked package.
 */
export interface Part {
  /** Names the part to users and in the cache: lower case, digits, dashes. */
  name: string;
  /**
   * Everything the result depends on: versions, checksums, compiler flags, the compiler's version, the
   * architecture, contents of source files, and a number to raise when `build` itself changes.
   */
  inputs: Json;
  build(context: BuildContext): Promise<void>;
}
