import { KindlingError } from '../../errors.js';

/**
 * Checks what is taken for an image's name because there is no such file: it may be the path of one all the same.
 *
 * @param what it is for: `--base-image`
 * @throws {KindlingError} USAGE when it looks like a path
 */
export function checkImageReference(value: string, what: string): void {
  if (!/^[./~]|\.(tar|tar\.gz|tgz|txt)$|\s/.test(value)) return;
  throw new KindlingError('USAGE', `${what} "${value}": there is no such file, and it is no name of an image`);
}
