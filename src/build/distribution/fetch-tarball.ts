import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { KindlingError } from '../../errors.js';
import { type DownloadOptions, explained, openUrl, textAt } from '../download/open-url.js';
import type { Arch } from '../part.js';
import type { Distribution } from './distribution.js';
import { unpackTarball } from './tarball.js';

/** Where Kubernetes is published. */
export const DOWNLOADS = 'https://dl.k8s.io';
/** Milliseconds to ask which build is the latest. */
const MARKER_TIMEOUT = 30_000;

export interface TarballOptions extends DownloadOptions {
  /** Absolute path of a directory that is to be made. */
  dir: string;
  arch: Arch;
  /** A mirror of `DOWNLOADS`: a URL without slash at its end. */
  mirror?: string;
  /** What the tarball has to be: `sha256:…` or `sha512:…`. */
  checksum?: string;
  warn: (message: string) => void;
}

/**
 * A tarball of Kubernetes from a URL.
 *
 * @throws {KindlingError} as `openUrl` and `unpackTarball`; PIN_MISMATCH when it is not what the checksum says
 */
export async function tarballAt(url: string, options: TarballOptions): Promise<Distribution> {
  const body = await openUrl(url, options);
  try {
    return await checked(body, url, options);
  } catch (error) {
    throw explained(error, url, options.signal);
  } finally {
    body.destroy(); // what follows a tarball's end is not read
  }
}

/** A tarball of Kubernetes that is a file. @param path absolute */
export async function tarballFile(path: string, options: TarballOptions): Promise<Distribution> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  try {
    return await checked(file, path, options);
  } finally {
    file.destroy();
  }
}

/**
 * A published release, checked against the checksum that is published beside it.
 *
 * @param version with its `v`
 */
export async function releaseTarball(version: string, options: TarballOptions): Promise<Distribution> {
  return await publishedTarball(`${options.mirror ?? DOWNLOADS}/${version}`, options);
}

/**
 * What Kubernetes' continuous integration has built last.
 *
 * @param marker names the branch of development: `latest`, `latest-1.36`, `ci/latest.txt`
 */
export async function ciTarball(
  marker: string,
  options: TarballOptions & { log: (message: string) => void },
): Promise<Distribution> {
  const root = options.mirror ?? DOWNLOADS;
  const name = marker === '' ? 'latest' : marker;
  const path = `${name.startsWith('ci/') ? '' : 'ci/'}${name}${name.endsWith('.txt') ? '' : '.txt'}`;
  const version = await textAt(`${root}/${path}`, { ...options, timeout: MARKER_TIMEOUT }).then(
    (text) => text.trim(),
    (error: Error) => {
      const { code, hint } = error as KindlingError;
      const message = `error resolving CI version from ${root}/${path}: ${error.message}`;
      throw new KindlingError(code ?? 'BUILD_FAILED', message, { cause: error, ...(hint && { hint }) });
    },
  );
  if (!/^v\d+\.\d+\.\d+\S*$/.test(version)) {
    throw new KindlingError('BUILD_FAILED', `${root}/${path} names no version, but "${version.slice(0, 100)}"`);
  }
  options.log(`CI version: "${version}"`);
  return await publishedTarball(`${root}/ci/${version}`, options);
}

async function publishedTarball(directory: string, options: TarballOptions): Promise<Distribution> {
  const url = `${directory}/kubernetes-server-linux-${options.arch}.tar.gz`;
  return await tarballAt(url, { ...options, checksum: options.checksum ?? (await publishedChecksum(url, options)) });
}

async function publishedChecksum(url: string, options: DownloadOptions): Promise<string> {
  const text = await textAt(`${url}.sha512`, { ...options, timeout: MARKER_TIMEOUT });
  const [, digits] = /^\s*([0-9a-f]{128})\b/i.exec(text) ?? [];
  if (digits !== undefined) return `sha512:${digits.toLowerCase()}`;
  throw new KindlingError('BUILD_FAILED', `there is no SHA-512 checksum at "${url}.sha512"`);
}

async function checked(
  stream: AsyncIterable<Buffer>,
  label: string,
  { dir, checksum, warn }: TarballOptions,
): Promise<Distribution> {
  const [algorithm = '', wanted] = checksum?.split(':') ?? [];
  const hash = wanted === undefined ? undefined : createHash(algorithm);
  const observed = new ObservedStream(stream, (chunk) => hash?.update(chunk));
  let distribution: Distribution | undefined;
  let failure: unknown;
  try {
    distribution = await unpackTarball(observed, label, dir, warn);
  } catch (error) {
    failure = error;
  }
  // A tarball ends before its last bytes are read.
  if (hash !== undefined && observed.error === undefined) for await (const _ of observed);
  if (observed.error !== undefined) throw observed.error;
  const found = hash?.digest('hex');
  if (found !== wanted) {
    throw new KindlingError('PIN_MISMATCH', `"${label}" has ${algorithm} ${found}, but ${wanted} is wanted`, {
      cause: failure,
    });
  }
  if (distribution === undefined) throw failure;
  return distribution;
}

/** A stream that the next reader can go on with, and that remembers what it failed with. */
class ObservedStream implements AsyncIterable<Buffer> {
  error: unknown;
  private readonly chunks: AsyncIterator<Buffer>;

  /** @param see is called with each chunk, in order */
  constructor(
    stream: AsyncIterable<Buffer>,
    private readonly see: (chunk: Buffer) => void,
  ) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return { next: () => this.next() };
  }

  private async next(): Promise<IteratorResult<Buffer>> {
    try {
      const next = await this.chunks.next();
      if (!next.done) this.see(next.value);
      return next;
    } catch (error) {
      this.error = error;
      throw error;
    }
  }
}
