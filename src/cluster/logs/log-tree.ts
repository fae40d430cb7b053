import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import tar from 'tar-stream';
import { wrapError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import { type ClusterOptions, cancelOptions } from '../options.js';

const ROOT = '/var/log';
/** tar exits with 1 when a file changed while it was read, as logs do. */
const TAR_CHANGED = 1;

/** Copies a node's /var/log, links followed, into a directory. */
export async function collectLogTree(node: string, dir: string, options: ClusterOptions): Promise<void> {
  const archive = new PassThrough();
  const unpacking = untar(archive, dir, options);
  // Looked at below; it must not count as unhandled until then.
  unpacking.catch(() => {});
  try {
    const command = ['tar', '--hard-dereference', '-C', ROOT, '-chf', '-', '.'];
    const onOutput = (chunk: Buffer, stream: 'stdout' | 'stderr') => stream === 'stdout' && archive.write(chunk);
    await options.engine.exec(node, command, { ...cancelOptions(options), onOutput }).catch((error) => {
      if (!(error instanceof CommandError && error.exitCode === TAR_CHANGED)) throw error;
    });
    archive.end();
    await unpacking;
  } catch (error) {
    archive.destroy();
    throw wrapError(error, `Untarring "${ROOT}"`);
  }
}

/** Regular files keep their mode, directories get 0755; anything else is passed over with a warning. */
async function untar(archive: Readable, dir: string, options: ClusterOptions): Promise<void> {
  const extract = tar.extract();
  const feeding = pipeline(archive, extract);
  feeding.catch(() => {});
  for await (const entry of extract) {
    const { name, type, mode } = entry.header;
    const path = join(dir, name);
    const inside = `${path}${sep}`.startsWith(`${dir}${sep}`);
    if (inside && type === 'directory') {
      await mkdir(path, { recursive: true, mode: 0o755 });
      entry.resume();
    } else if (inside && (type === 'file' || type === 'contiguous-file')) {
      await mkdir(dirname(path), { recursive: true, mode: 0o755 });
      await pipeline(entry, createWriteStream(path, { mode: mode ?? 0o644 }));
    } else {
      options.progress?.warn(`tar file entry ${name} contained unsupported file type ${type}`);
      entry.resume();
    }
  }
  await feeding;
}
