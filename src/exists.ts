import { access } from 'node:fs/promises';

/** Whether there is a file or a directory; one that a symbolic link leads to counts, and one that cannot be reached doesn't. */
export async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
