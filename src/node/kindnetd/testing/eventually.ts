import { setInterval } from 'node:timers/promises';

/**
 * Waits until a condition holds, looking every few milliseconds.
 *
 * @param deadline in ms
 * @throws {Error} with what `seen` says, when it doesn't come to hold
 */
export async function eventually(holds: () => boolean, seen: () => unknown, deadline = 5000): Promise<void> {
  if (holds()) return;
  const end = Date.now() + deadline;
  for await (const _ of setInterval(5)) {
    if (holds()) return;
    if (Date.now() > end) throw new Error(`not within ${deadline} ms; last seen: ${JSON.stringify(seen())}`);
  }
}
