/** The two programs that are compared, or something that there is of each. */
export interface Sides<T> {
  /** Upstream's kind. */
  theirs: T;
  ours: T;
}

export type Side = keyof Sides<unknown>;

/** Makes something for both sides at the same time. */
export async function onBothSides<T>(make: (side: Side) => Promise<T>): Promise<Sides<T>> {
  const [theirs, ours] = await Promise.all([make('theirs'), make('ours')]);
  return { theirs, ours };
}

/** Changes what there is of both sides in the same way. */
export function eachSide<T, U>({ theirs, ours }: Sides<T>, change: (of: T, side: Side) => U): Sides<U> {
  return { theirs: change(theirs, 'theirs'), ours: change(ours, 'ours') };
}
