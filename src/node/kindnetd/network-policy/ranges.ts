/** Numbers from the first to the last, both included: ports, or addresses as numbers. */
export type Range<N extends number | bigint> = readonly [first: N, last: N];

/** The same numbers as few ranges in ascending order, none of which touch. */
export function mergeRanges<N extends number | bigint>(ranges: readonly Range<N>[]): Range<N>[] {
  const merged: [N, N][] = [];
  for (const [first, last] of [...ranges].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    const before = merged.at(-1);
    if (before !== undefined && touch(before[1], first)) {
      if (last > before[1]) before[1] = last;
    } else merged.push([first, last]);
  }
  return merged;
}

/** What is in the first ranges and in none of the others. */
export function subtractRanges(from: readonly Range<bigint>[], others: readonly Range<bigint>[]): Range<bigint>[] {
  let left = [...from];
  for (const [first, last] of others) {
    left = left.flatMap(([start, end]): Range<bigint>[] => {
      if (last < start || first > end) return [[start, end]];
      return [
        ...(start < first ? [[start, first - 1n] as const] : []),
        ...(last < end ? [[last + 1n, end] as const] : []),
      ];
    });
  }
  return left;
}

/** Whether a range that begins with `first` goes on where one before it, or overlaps with it, ends with `last`. */
function touch(last: number | bigint, first: number | bigint): boolean {
  return typeof last === 'bigint' ? first <= last + 1n : first <= last + 1;
}
