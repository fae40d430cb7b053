import type { Outcome } from './invocation.js';

/**
 * An outcome with nodes in the order of their names, where they are told one after another. Engines list nodes in the
 * order in which they were made, and both programs make them at the same time: it is another one for each cluster.
 */
export function inOrderOfNames(outcome: Outcome): Outcome {
  const deleted = outcome.stderr.replace(/(?<=^Deleted nodes: \[).*(?=\]$)/m, (names) =>
    names.split(' ').sort().join(' '),
  );
  const groups: string[][] = [];
  for (const line of deleted.split('\n')) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && withoutNode(group[0]) === withoutNode(line)) group.push(line);
    else groups.push([line]);
  }
  return { ...outcome, stderr: groups.flatMap((group) => group.sort()).join('\n') };
}

function withoutNode(line: string): string {
  return line.replace(/-(control-plane|worker)\b/, '');
}
