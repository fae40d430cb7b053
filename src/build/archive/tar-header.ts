export type TarType = 'file' | 'directory' | 'symlink' | 'hardlink';

export interface TarMember {
  /** Without leading slash; directories with or without a trailing one. */
  path: string;
  type: TarType;
  /** Permission bits. */
  mode: number;
  uid?: number;
  gid?: number;
  /** Seconds since 1970. */
  mtime: number;
  /** Bytes of content; only of files. */
  size?: number;
  /** Symlinks: what they say. Hard links: path of the first member of that inode. */
  linkPath?: string;
}

const BLOCK = 512;
const FLAGS: Record<TarType, string> = { file: '0', hardlink: '1', symlink: '2', directory: '5' };

/**
 * A member's header: one ustar block, after a pax extended header (POSIX.1-2001) when a name, an id or the size does
 * not fit. The content (padded by `padding`) has to follow.
 */
export function tarHeader(member: TarMember): Buffer {
  const path = member.type === 'directory' ? `${member.path.replace(/\/+$/, '')}/` : member.path;
  const linkPath = member.linkPath ?? '';
  const size = member.size ?? 0;
  const pax: [string, string][] = [];
  if (Buffer.byteLength(path) > 100) pax.push(['path', path]);
  if (Buffer.byteLength(linkPath) > 100) pax.push(['linkpath', linkPath]);
  if (size >= 0o100000000000) pax.push(['size', String(size)]);
  if ((member.uid ?? 0) > 0o7777777) pax.push(['uid', String(member.uid)]);
  if ((member.gid ?? 0) > 0o7777777) pax.push(['gid', String(member.gid)]);
  const own = block({ ...member, path, linkPath, size }, FLAGS[member.type]);
  if (pax.length === 0) return own;
  const records = Buffer.concat(pax.map(([key, value]) => paxRecord(key, value)));
  const extended = block(
    { path: 'PaxHeaders/member', type: 'file', mode: 0o644, mtime: member.mtime, size: records.length, linkPath: '' },
    'x',
  );
  return Buffer.concat([extended, records, padding(records.length), own]);
}

/** Zeros that fill up the last block of `size` bytes of content. */
export function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** The two empty blocks at the end of an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

function block(member: TarMember & { linkPath: string; size: number }, flag: string): Buffer {
  const header = Buffer.alloc(BLOCK);
  text(header, member.path, 0, 100);
  octal(header, member.mode & 0o7777, 100, 8);
  octal(header, fit(member.uid ?? 0, 0o7777777), 108, 8);
  octal(header, fit(member.gid ?? 0, 0o7777777), 116, 8);
  octal(header, member.size >= 0o100000000000 ? 0 : member.size, 124, 12);
  octal(header, member.mtime, 136, 12);
  header.fill(' ', 148, 156);
  header.write(flag, 156);
  text(header, member.linkPath, 157, 100);
  header.write('ustar\x0000', 257, 'latin1');
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function fit(value: number, limit: number): number {
  return value > limit ? 0 : value;
}

function text(header: Buffer, value: string, offset: number, length: number): void {
  Buffer.from(value).copy(header, offset, 0, length);
}

function octal(header: Buffer, value: number, offset: number, length: number): void {
  header.write(value.toString(8).padStart(length - 1, '0'), offset, length - 1, 'latin1');
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + 1;
  while (bytes + String(length).length !== length) length = bytes + String(length).length;
  return Buffer.from(`${length}${rest}`);
}
