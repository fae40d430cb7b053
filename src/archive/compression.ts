/** What something is compressed with, by its first bytes. */
export function compressionOf(head: Buffer): 'none' | 'gzip' | 'zstd' {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head.length >= 4 && head.readUInt32BE(0) === 0x28b52ffd ? 'zstd' : 'none';
}
