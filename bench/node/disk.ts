import { KindlingError } from '../../src/errors.js';
import { run } from '../../src/exec/run.js';
import { unwrittenBytes } from './unwritten.js';

/** Blocks in which file systems tell what is allocated: stat(2). */
const BLOCK = 512;

/** What find(1) is asked to print of each file: its inode, its type, how many names it has, its blocks, its path. */
export const FIND_FORMAT = '%D:%i %y %n %b %p\\n';

/** Files from this size on may have been given room in advance. */
const LARGE = 1_000_000;

/** What a container has on disk beyond its image, in MB. */
export interface DiskUse {
  allocated: number;
  /** Of that, what has been written: not only been given room. */
  written: number;
}

/**
 * What a container has on disk beyond its image: its writable layer and its volume on /var. What is allocated counts,
 * once for each inode; a file that has names elsewhere as well is shared, with an image, and does not.
 *
 * @throws {KindlingError} ENGINE_FAILED when the engine's files cannot be read here
 */
export async function diskUse(engine: string, container: string): Promise<DiskUse> {
  const { stdout } = await run([engine, 'inspect', container]);
  const directories = writtenDirectories(stdout);
  // Files come and go meanwhile, of which find complains; those that stay are counted.
  const options = { okCodes: [0, 1], maxBuffer: 256 * 1024 * 1024 };
  const listing = await run(['find', ...directories, '-xdev', '-printf', FIND_FORMAT], options);
  const files = ownFiles(listing.stdout);
  const allocated = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (allocated === 0) {
    throw new KindlingError('ENGINE_FAILED', `what ${container} has on disk cannot be read: ${listing.stderr}`, {
      hint: 'the benchmark needs root, and an engine on this machine',
    });
  }
  const large = files.filter(({ type, bytes }) => type === 'f' && bytes >= LARGE);
  const unwritten = await unwrittenBytes(large.map(({ path }) => path));
  return { allocated: allocated / 1e6, written: (allocated - unwritten) / 1e6 };
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

interface OwnFile {
  /** As find(1) has it: `f`, `d`, … */
  type: string;
  /** Allocated. */
  bytes: number;
  path: string;
}

/**
 * The files all of whose names are in a listing, each once.
 *
 * @param listing lines in the format above
 */
export function ownFiles(listing: string): OwnFile[] {
  const inodes = new Map<string, OwnFile & { names: number; seen: number }>();
  for (const line of listing.split('\n')) {
    const [inode = '', type = '', names, blocks, ...path] = line.split(' ');
    if (blocks === undefined) continue;
    const known = inodes.get(inode);
    if (known) known.seen += 1;
    else {
      const bytes = Number(blocks) * BLOCK;
      inodes.set(inode, { type, bytes, path: path.join(' '), names: Number(names), seen: 1 });
    }
  }
  // A directory has a name for each of those in it.
  return [...inodes.values()].filter(({ type, names, seen }) => type === 'd' || seen >= names);
}
