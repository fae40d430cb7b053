/**
 * True when kubectl will read standard input: `-f -` and the like, or an interactive `exec`, `run`, `attach`, `debug`.
 * Otherwise it is not connected, so that `while read …; do kind kubectl …; done` keeps its lines.
 */
export function wantsStdin(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args
    .slice(0, end < 0 ? undefined : end)
    .some((arg) => /^(?:-|-f-|--?[\w-]+=-|\/dev\/stdin|--stdin(?:=true)?|-[a-z]*i[a-z]*)$/.test(arg));
}
