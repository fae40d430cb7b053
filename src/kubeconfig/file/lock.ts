import { closeSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { KindlingError } from '../../errors.js';
import { shellQuote } from '../../exec/shell-quote.js';
import { isSystemError, systemErrorText } from '../../system-error.js';

/**
 * Runs `action` while holding the lock that kubectl, kind and others respect: `<path>.lock`, created exclusively.
 * `action` is synchronous on purpose: no signal handler of this process runs in between, so Ctrl-C leaves no lock.
 *
 * @throws {KindlingError} KUBECONFIG when the lock is taken or can't be made
 */
export function withLock<T>(path: string, action: () => T): T {
  const lock = `${path}.lock`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    closeSync(openSync(lock, 'wx', 0));
  } catch (cause) {
    const taken = isSystemError(cause) && cause.code === 'EEXIST' && cause.path === lock;
    throw new KindlingError('KUBECONFIG', `failed to lock config file: ${systemErrorText(cause)}`, {
      cause,
      ...(taken ? { hint: staleLockHint(lock) } : {}),
    });
  }
  try {
    return action();
  } finally {
    rmSync(lock, { force: true });
  }
}

function staleLockHint(lock: string): string {
  const since = createdAt(lock);
  return (
    `The lock${since ? ` was made at ${since}` : ''}; if no other program is writing this kubeconfig, ` +
    `one that crashed left it behind. Remove it with: rm -f ${shellQuote([lock])}`
  );
}

function createdAt(lock: string): string {
  try {
    return statSync(lock).mtime.toISOString();
  } catch {
    return '';
  }
}
