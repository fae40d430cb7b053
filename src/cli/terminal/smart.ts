/**
 * True when a stream is a terminal that can take colours and a spinner (spec §1.2).
 *
 * @param env `NO_COLOR`, `TERM`, `WT_SESSION` and two of Travis CI's variables count
 */
export function isSmartTerminal(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): boolean {
  if (!stream.isTTY) return false;
  if (env.NO_COLOR !== undefined) return false;
  // st draws braille characters wider than a cell.
  if (env.TERM === 'dumb' || env.TERM === 'st-256color') return false;
  if (platform === 'win32' && !env.WT_SESSION) return false;
  return !(env.HAS_JOSH_K_SEAL_OF_APPROVAL === 'true' && env.TRAVIS === 'true');
}
