/** What commands of ours, that kind does not have, tell on stderr. */
export const notices = {
  valid: (source: string) => `${source} is valid`,
  losesComments: (source: string) => `comments of ${source} are not carried over`,
} as const;
