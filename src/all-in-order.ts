/**
 * Like `Promise.all`; of several failures, that of the first promise is thrown, whichever comes first. So what the user
 * is told does not depend on chance.
 */
export async function allInOrder<T extends readonly unknown[]>(
  promises: readonly [...{ [Index in keyof T]: Promise<T[Index]> }],
): Promise<T> {
  const results = await Promise.allSettled(promises);
  const values: unknown[] = [];
  for (const result of results) {
    if (result.status === 'rejected') throw result.reason;
    values.push(result.value);
  }
  return values as unknown as T;
}
