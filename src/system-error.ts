/** Where Node's words for an error number differ from the C library's, which kind's users know. */
const words: Record<string, string> = { EEXIST: 'file exists', EISDIR: 'is a directory' };

/** True for errors of the operating system, such as ENOENT. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

/**
 * Words a file system error the way Go programs do: `open /x: no such file or directory`.
 *
 * @param path how the user wrote the path; default: what the error names, if it does
 */
export function systemErrorText(error: unknown, path?: string): string {
  if (!isSystemError(error)) return error instanceof Error ? error.message : String(error);
  const reason = words[error.code] ?? /^\w+: ([^,]+)/.exec(error.message)?.[1] ?? error.message;
  return `${[error.syscall, path ?? error.path].filter(Boolean).join(' ')}: ${reason}`;
}
