/**
 * The last line of what `kind __complete` prints, after a colon. The numbers are those of kind's framework, so that
 * completion scripts that users have installed for kind go on working.
 */
export const directive = {
  /** File names, when there are no candidates. */
  files: 0,
  /** Nothing but the candidates. */
  candidatesOnly: 4,
  /** Names of directories. */
  directories: 16,
} as const;

export type Directive = (typeof directive)[keyof typeof directive];

/** What kind's framework calls them: told on stderr, for people who look for a fault in their completion. */
export const directiveNames: Record<Directive, string> = {
  0: 'ShellCompDirectiveDefault',
  4: 'ShellCompDirectiveNoFileComp',
  16: 'ShellCompDirectiveFilterDirs',
};
