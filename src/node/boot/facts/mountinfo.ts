/** One line of /proc/self/mountinfo (proc_pid_mountinfo(5)). */
export interface Mount {
  /** The directory of the file system that forms the root of this mount. */
  root: string;
  /** Where it is mounted. */
  point: string;
  /** File system type, like `cgroup` or `overlay`. */
  type: string;
  /** Options of the file system as a whole, like `rw` and, with cgroup v1, the controllers. */
  superOptions: string[];
}

/** Parses /proc/self/mountinfo. Lines that are not understood are left out. */
export function parseMountinfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left, right] = line.split(' - ');
    const [, , , root, point] = (left ?? '').split(' ');
    const [type, , superOptions] = (right ?? '').split(' ');
    if (root === undefined || point === undefined || type === undefined) return [];
    return [
      { root: decodeOctal(root), point: decodeOctal(point), type, superOptions: (superOptions ?? '').split(',') },
    ];
  });
}

/** Space, tab, newline and backslash are written in octal. */
function decodeOctal(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
