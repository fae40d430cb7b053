import type { Readable, Writable } from 'node:stream';
import type { buildBaseImage } from '../build/base-image.js';
import type { buildCiImage } from '../build/ci-image.js';
import type { buildHaproxyImage } from '../build/haproxy-image.js';
import type { buildKindnetdImage } from '../build/kindnetd-image.js';
import type { buildNodeImage } from '../build/node-image.js';
import type { buildRelease } from '../build/release/release.js';
import type { buildStorageImages } from '../build/storage-images.js';
import type * as library from '../cluster/index.js';

export type ClusterLibrary = typeof library;

export interface ImageBuilders {
  buildBaseImage: typeof buildBaseImage;
  buildCiImage: typeof buildCiImage;
  buildHaproxyImage: typeof buildHaproxyImage;
  buildKindnetdImage: typeof buildKindnetdImage;
  buildNodeImage: typeof buildNodeImage;
  buildRelease: typeof buildRelease;
  buildStorageImages: typeof buildStorageImages;
}

/** A stream that may be a terminal. */
export type Terminal = { readonly isTTY?: boolean };

/**
 * The world as the command line interface sees it. Nothing under `cli/` reaches for `process` or `console`, except
 * `main.ts`, which makes one of these from them.
 */
export interface CliContext {
  stdin: Readable & Terminal;
  /** Program output: names, kubeconfigs, scripts, help. */
  stdout: Writable & Terminal;
  /** Everything else: progress, warnings, errors. */
  stderr: Writable & Terminal;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute path. */
  cwd: string;
  platform: NodeJS.Platform;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. */
  signal: AbortSignal;
  /** Calls `action` every so many milliseconds until the returned function is called. */
  every(milliseconds: number, action: () => void): () => void;
  /** A number from 0 up to but not including 1. */
  random(): number;
  /**
   * Runs a program with this program's own terminal or pipes, as if the user had typed it.
   *
   * @param input standard input in place of the user's
   * @returns its exit code
   */
  foreground(command: readonly string[], input?: string): Promise<number>;
  /** The library that does the work, loaded when a command needs it. */
  library(): Promise<ClusterLibrary>;
  /** What makes images, loaded when a command needs it. */
  imageBuilders(): Promise<ImageBuilders>;
}
