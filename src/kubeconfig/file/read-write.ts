import {
  chmodSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { KindlingError, messageOf } from '../../errors.js';
import { isSystemError, systemErrorText } from '../../system-error.js';
import { emptyKubeconfig, type Kubeconfig } from '../document/document.js';
import { decodeKubeconfig, encodeKubeconfig } from '../document/yaml.js';

/**
 * Reads a kubeconfig file; one that does not exist is empty.
 *
 * @throws {KindlingError} KUBECONFIG when it can't be read or is malformed; the message names the file
 */
export function readKubeconfig(path: string): Kubeconfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (isSystemError(cause) && cause.code === 'ENOENT') return emptyKubeconfig;
    throw new KindlingError('KUBECONFIG', systemErrorText(cause), { cause });
  }
  try {
    return decodeKubeconfig(text);
  } catch (cause) {
    throw new KindlingError('KUBECONFIG', `${path}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Writes a kubeconfig file: a new one with mode 0600, an existing one keeps mode and owner. Where possible the file
 * is replaced in one step, so that a program reading it meanwhile never sees half of it.
 *
 * @throws {KindlingError} KUBECONFIG when it can't be written
 */
export function writeKubeconfig(path: string, config: Kubeconfig): void {
  const text = encodeKubeconfig(config);
  try {
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing === undefined || !replaceable(existing) || !replace(realpathSync(path), text, existing.mode)) {
      writeFileSync(path, text, { mode: 0o600 });
    }
  } catch (cause) {
    throw new KindlingError('KUBECONFIG', `failed to write KUBECONFIG: ${systemErrorText(cause)}`, { cause });
  }
}

/** A pipe, a hard link, or a file of somebody else would not be the same after a rename. */
function replaceable(file: Stats): boolean {
  return file.isFile() && file.nlink === 1 && file.uid === process.getuid?.() && file.gid === process.getgid?.();
}

/** @returns false when the directory does not allow it, or the file is a mount point */
function replace(path: string, text: string, mode: number): boolean {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
    chmodSync(temporary, mode & 0o7777);
    renameSync(temporary, path);
    return true;
  } catch {
    rmSync(temporary, { force: true });
    return false;
  }
}
