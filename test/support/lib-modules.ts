import { mkdir, rmdir } from 'node:fs/promises';

/**
 * Makes /lib/modules where the host has none: upstream's kind mounts it all the same.
 *
 * @returns what removes it again
 */
export async function provideLibModules(): Promise<() => Promise<void>> {
  const made = await mkdir('/lib/modules', { recursive: true });
  return async () => {
    if (made) await rmdir('/lib/modules');
  };
}
