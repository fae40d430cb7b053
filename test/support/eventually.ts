/**
 * Asks until the answer is right: for states that a distributed system reaches some time after it was told to.
 *
 * @param timeout milliseconds
 * @throws the last failure when the time is over
 */
export async function eventually<T>(ask: () => Promise<T>, timeout = 60_000): Promise<T> {
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
