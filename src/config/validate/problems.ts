/**
 * Joins problem texts the way kind prints an aggregate error: one stands bare, several as `[a, b]`, each text once.
 *
 * @param problems at least one text
 */
export function joinProblems(problems: readonly string[]): string {
  const distinct = [...new Set(problems)];
  return distinct.length === 1 ? String(distinct[0]) : `[${distinct.join(', ')}]`;
}
