import { createWriteStream } from 'node:fs';
import { chmod, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { StreamBytes } from '../../archive/bytes.js';
import { compressionOf } from '../../archive/compression.js';
import { type TarMember, tarMembers } from '../../archive/tar-members.js';
import { KindlingError, messageOf } from '../../errors.js';
import { COMPONENTS, type Distribution, NODE_PROGRAMS, type NodeProgram } from './distribution.js';

const BIN = 'kubernetes/server/bin';
const VERSION = 'kubernetes/version';
/** The version, in tarballs before Kubernetes 1.31. */
const DOCKER_TAG = `${BIN}/kube-apiserver.docker_tag`;

/**
 * Unpacks what node images need of a release tarball of Kubernetes (`kubernetes-server-linux-<arch>.tar.gz`; spec §4.7).
 *
 * @param stream the tarball, compressed with gzip or not
 * @param label what it is called in errors: a path or a URL
 * @param dir absolute path of a directory that is to be made
 * @param warn told when the tarball has no file with its version
 * @throws {KindlingError} BUILD_FAILED when it is no such tarball
 */
export async function unpackTarball(
  stream: AsyncIterable<Buffer>,
  label: string,
  dir: string,
  warn: (message: string) => void,
): Promise<Distribution> {
  const wanted = new Map<string, number>([
    ...NODE_PROGRAMS.map((name) => [`${BIN}/${name}`, 0o755] as const),
    ...COMPONENTS.map((name) => [`${BIN}/${name}.tar`, 0o644] as const),
    [VERSION, 0o644],
    [DOCKER_TAG, 0o644],
  ]);
  await mkdir(dir, { recursive: true });
  const found = new Set<string>();
  try {
    for await (const member of tarMembers(new StreamBytes(await plain(stream)))) {
      const mode = wanted.get(member.name);
      if (mode === undefined || member.type !== 'file') continue;
      await write(member, join(dir, fileName(member.name)), mode);
      found.add(member.name);
    }
  } catch (error) {
    if (error instanceof KindlingError && error.code !== 'IMAGE_INVALID') throw error;
    throw new KindlingError('BUILD_FAILED', `"${label}" cannot be unpacked: ${messageOf(error)}`, { cause: error });
  }
  const missing = [...wanted.keys()].filter((name) => ![VERSION, DOCKER_TAG].includes(name) && !found.has(name));
  if (missing.length > 0) {
    throw new KindlingError('BUILD_FAILED', `"${label}" lacks ${missing.join(', ')}`, {
      hint: 'a tarball of Kubernetes as it is published has them: kubernetes-server-linux-<arch>.tar.gz',
    });
  }
  const program = (name: NodeProgram) => join(dir, name);
  return {
    version: await versionIn(dir, found, label, warn),
    programs: { kubeadm: program('kubeadm'), kubectl: program('kubectl'), kubelet: program('kubelet') },
    archives: (await readdir(dir)).filter((name) => name.endsWith('.tar')).map((name) => join(dir, name)),
  };
}

/** The stream without its compression. */
async function plain(stream: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer>> {
  const chunks = stream[Symbol.asyncIterator]();
  const first = await chunks.next();
  const head: Buffer = first.done ? Buffer.alloc(0) : first.value;
  const whole = (async function* () {
    yield head;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  })();
  if (compressionOf(head) !== 'gzip') return whole;
  const gunzip = createGunzip();
  pipeline(Readable.from(whole, { objectMode: false }), gunzip).catch(() => undefined); // read as the stream's error
  return gunzip;
}

async function write(member: TarMember, path: string, mode: number): Promise<void> {
  await pipeline(Readable.from(member.content(), { objectMode: false }), createWriteStream(path));
  await chmod(path, mode);
}

function fileName(member: string): string {
  return member.slice(member.lastIndexOf('/') + 1);
}

async function versionIn(
  dir: string,
  found: ReadonlySet<string>,
  label: string,
  warn: (message: string) => void,
): Promise<string> {
  const read = async (name: string) => (await readFile(join(dir, fileName(name)), 'utf8')).trim();
  if (found.has(VERSION)) return await read(VERSION);
  if (found.has(DOCKER_TAG)) {
    warn(`"${label}" has no ${VERSION}: taking the version from kube-apiserver.docker_tag`);
    return (await read(DOCKER_TAG)).replaceAll('_', '+');
  }
  throw new KindlingError('BUILD_FAILED', `"${label}" tells no version: it lacks ${VERSION} and ${DOCKER_TAG}`);
}
