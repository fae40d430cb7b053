import { run } from '../../src/exec/run.js';

/**
 * Bytes of files that are allocated, but have never been written, like those that etcd's log has in advance:
 * filefrag(8), of e2fsprogs. Where it cannot tell, they count as written.
 *
 * @param paths of files, absolute
 */
export async function unwrittenBytes(paths: readonly string[]): Promise<number> {
  if (paths.length === 0) return 0;
  // -s: what has been written lately may be in memory only.
  return await run(['filefrag', '-s', '-v', ...paths], { okCodes: [0, 1] }).then(
    ({ stdout }) => sumUnwritten(stdout),
    () => 0,
  );
}

const SIZE = / \(\d+ blocks? of (\d+) bytes\)$/;
/** `N: FIRST.. LAST: FIRST.. LAST: LENGTH: [EXPECTED:] FLAGS` */
const EXTENT = /^\s*\d+:\s*\d+\.\.\s*\d+:\s*\d+\.\.\s*\d+:\s*(\d+):(.*)$/;

/** @param listing what `filefrag -v` prints: extents of each file in blocks, whose size it tells before */
export function sumUnwritten(listing: string): number {
  let [block, bytes] = [0, 0];
  for (const line of listing.split('\n')) {
    block = Number(SIZE.exec(line)?.[1] ?? block);
    const [, length, flags] = EXTENT.exec(line) ?? [];
    if (flags?.includes('unwritten')) bytes += Number(length) * block;
  }
  return bytes;
}
