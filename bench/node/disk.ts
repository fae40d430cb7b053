import { KindlingError } from '../../src/errors.js';
import { run } from '../../src/exec/run.js';

/** Blocks in which file systems tell what is allocated: stat(2). */
const BLOCK = 512;

/** What find(1) is asked to print of each file: its inode, its type, how many names it has, its blocks. */
export const FIND_FORMAT = '%D:%i %y %n %b\\n';

/**
 * MB that a container has on disk beyond its image: its writable layer and its volume on /var. What is allocated
 * counts, once for each inode; a file that has names elsewhere as well is shared, with an image, and does not.
 *
 * @throws {KindlingError} ENGINE_FAILED when the engine's files cannot be read here
 */
export async function megabytesWritten(engine: string, container: string): Promise<number> {
  const { stdout } = await run([engine, 'inspect', container]);
  const directories = writtenDirectories(stdout);
  // Files come and go meanwhile, of which find complains; those that stay are counted.
  const options = { okCodes: [0, 1], maxBuffer: 256 * 1024 * 1024 };
  const listing = await run(['find', ...directories, '-xdev', '-printf', FIND_FORMAT], options);
  const bytes = writtenBytes(listing.stdout);
  if (bytes === 0) {
    throw new KindlingError('ENGINE_FAILED', `what ${container} has on disk cannot be read: ${listing.stderr}`, {
      hint: 'the benchmark needs root, and an engine on this machine',
    });
  }
  return bytes / 1e6;
}

interface Inspected {
  GraphDriver?: { Data?: { UpperDir?: string } };
  Mounts?: { Type?: string; Destination?: string; Source?: string }[];
}

/**
 * The directories of this machine that a container writes to.
 *
 * @param inspect what `inspect CONTAINER` prints: docker's and podman's have these fields alike
 */
export function writtenDirectories(inspect: string): string[] {
  const [container] = JSON.parse(inspect) as [Inspected?];
  const layer = container?.GraphDriver?.Data?.UpperDir;
  const volume = container?.Mounts?.find(
    ({ Type, Destination }) => Type === 'volume' && Destination === '/var',
  )?.Source;
  if (layer === undefined) throw new Error('the engine does not keep containers with overlayfs');
  return volume === undefined ? [layer] : [layer, volume];
}

/** @param listing lines in the format above */
export function writtenBytes(listing: string): number {
  const inodes = new Map<string, { type: string; names: number; seen: number; blocks: number }>();
  for (const line of listing.split('\n')) {
    const [inode = '', type = '', names, blocks] = line.split(' ');
    if (blocks === undefined) continue;
    const known = inodes.get(inode);
    if (known) known.seen += 1;
    else inodes.set(inode, { type, names: Number(names), seen: 1, blocks: Number(blocks) });
  }
  let written = 0;
  for (const { type, names, seen, blocks } of inodes.values()) {
    // A directory has a name for each of those in it.
    if (type === 'd' || seen >= names) written += blocks;
  }
  return written * BLOCK;
}
